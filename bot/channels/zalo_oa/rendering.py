"""An answer in the Official Account's form: texts of at most 2,000 characters, at most five buttons under the last."""

from __future__ import annotations

from typing import Any

from bot.channels.zalo_oa.payloads import to_zalo
from bot.channels.zalo_text import paragraphs, shortened, split
from bot.domain.answer import Answer

MAX_BUTTONS = 5
MAX_TITLE = 100


def render(answer: Answer, invitation: str) -> tuple[dict[str, Any], ...]:
    """The messages as Zalo takes them, in order: title, lines, footer, links and choices.

    Choices that do not all fit as buttons are numbered in the text; `Conversing` knows what a number means.

    Args:
        invitation: the line above the numbered choices.
    """
    choices = answer.choices
    fits = len(answer.links) + len(choices) <= MAX_BUTTONS
    room = max(MAX_BUTTONS - len(choices), 0) if fits else 1
    pages, written = answer.links[:room], answer.links[room:]
    buttons = [_page(link.label, link.url) for link in pages]
    for number, choice in enumerate(choices[: MAX_BUTTONS - len(buttons)], start=1):
        buttons.append(_query(choice.label if fits else f"{number}. {choice.label}", choice.payload))
    labels = [] if fits else [choice.label for choice in choices]
    texts = split(paragraphs(answer, written, labels, invitation))
    bodies: list[dict[str, Any]] = [{"text": text} for text in texts]
    if bodies and buttons:
        bodies[-1]["attachment"] = {"type": "template", "payload": {"buttons": buttons}}
    return tuple(bodies)


def _page(label: str, url: str) -> dict[str, Any]:
    return {"title": shortened(label or url, MAX_TITLE), "type": "oa.open.url", "payload": {"url": url}}


def _query(label: str, payload: str) -> dict[str, Any]:
    return {"title": shortened(label, MAX_TITLE), "type": "oa.query.hide", "payload": to_zalo(payload)}
