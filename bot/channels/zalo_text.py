"""An answer as plain text for Zalo: NFC, in short enough parts, choices numbered where no button holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.answer import Answer, Link
from bot.domain.text import nfc

# Zalo refuses a longer text instead of cutting it. Whether it counts characters or UTF-16 units is not said; units are
# never fewer, so a text that fits in units fits in both.
MAX_UNITS = 2000
# A cut at a better place is taken only when it leaves at least this share of the room used.
LEAST_FILLED = 0.4
_PLACES = ("\n\n", "\n", ". ", "; ", " ")


def paragraphs(answer: Answer, links: Sequence[Link], choices: Sequence[str], invitation: str) -> str:
    """The whole text: title, lines, footer, the links that are no buttons, the numbered choices."""
    blocks = [
        "\n".join([*([answer.title] if answer.title else []), *answer.lines]),
        answer.footer or "",
        "\n".join(link.url if link.label == link.url else f"{link.label}: {link.url}" for link in links),
        "\n".join([invitation, *numbered(choices)]) if choices else "",
    ]
    return "\n\n".join(nfc(block).strip() for block in blocks if block.strip())


def numbered(choices: Sequence[str]) -> list[str]:
    """Labels with the numbers by which a resident picks them."""
    return [f"{number}. {label.strip()}" for number, label in enumerate(choices, start=1)]


def split(text: str, most: int = MAX_UNITS) -> tuple[str, ...]:
    """The text in NFC, in parts of at most `most` UTF-16 units, cut between paragraphs, lines, sentences or words."""
    return tuple(part for part in _parts(nfc(text).strip(), most) if part)


def shortened(text: str, most: int) -> str:
    """The text in NFC, cut to `most` UTF-16 units with an ellipsis."""
    text = nfc(text).strip()
    return text if units(text) <= most else text[: _fitting(text, most - 1)].rstrip() + "…"


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)


def _parts(text: str, most: int) -> Iterator[str]:
    while units(text) > most:
        end = _cut(text, _fitting(text, most))
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text


def _fitting(text: str, most: int) -> int:
    """How many characters from the start have at most that many units."""
    used = 0
    for place, char in enumerate(text):
        used += 1 + (char > "\uffff")
        if used > most:
            return place
    return len(text)


def _cut(text: str, end: int) -> int:
    """The best place to cut at or before `end`: after a paragraph, else a line, a sentence, a word."""
    for mark in _PLACES:
        found = text.rfind(mark, 0, end + (1 if mark.isspace() else 0))
        if found >= end * LEAST_FILLED:
            return found + len(mark.rstrip(" \n") or "")
    return end
