"""Buttons of the Official Account: a click comes back as an ordinary text that is the payload.

So our payloads carry a mark that nobody types, and a text counts as a click only when what follows is a payload that we
could have made.
"""

from __future__ import annotations

from bot.domain.errors import PayloadError
from bot.domain.payload import decode

MARK = "#troly:"


def to_zalo(payload: str) -> str:
    """The text that a click sends."""
    return MARK + payload


def from_zalo(text: str) -> str | None:
    """The payload behind a text that a click sent, or None for what a resident typed."""
    if not text.startswith(MARK):
        return None
    payload = text.removeprefix(MARK)
    try:
        decode(payload)
    except PayloadError:
        return None
    return payload
