"""An answer as JSON for `/api/chat`, `troly ask --jsonl` and the web page (docs/api.md)."""

from __future__ import annotations

from typing import Any

from bot.domain.answer import Answer


def answer_data(answer: Answer) -> dict[str, Any]:
    """The stable fields of an answer, as tools outside the repository read them."""
    return {
        "outcome": answer.outcome.value,
        "topics": list(answer.topics),
        "codes": list(answer.codes),
        "aspects": list(answer.aspects),
        "confidence": round(answer.confidence, 4),
        "candidates": [{"topic": c.topic, "code": c.code, "score": c.score} for c in answer.candidates],
        "answer": answer.text,
        "links": [link.url for link in answer.links],
    }


def shown_data(answer: Answer) -> dict[str, Any]:
    """What a page needs to draw an answer."""
    return {
        "title": answer.title,
        "lines": list(answer.lines),
        "footer": answer.footer,
        "link_labels": [link.label for link in answer.links],
        "buttons": [{"label": button.label, "payload": button.payload} for button in answer.buttons],
    }
