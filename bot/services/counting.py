"""Counts what happens after an answer: a link that a resident opened."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from bot.services.ports import Clock

MAX_HOST_CHARACTERS = 100


class LinkClicks(Protocol):
    """What counting needs of the store."""

    def record(self, turn: str, at: datetime, topic: str | None, host: str) -> bool:
        """Keeps an opened link; False when there is no such turn."""


class Counting:
    """Records uses that are no turns of their own."""

    def __init__(self, clicks: LinkClicks, clock: Clock) -> None:
        self._clicks = clicks
        self._clock = clock

    def link_opened(self, turn: str, topic: str | None, url: str) -> bool:
        """Counts an opened link of an answer; only its host is kept. False when the turn is not known."""
        host = (urlsplit(url).hostname or "")[:MAX_HOST_CHARACTERS]
        return self._clicks.record(turn, self._clock.now(), topic, host)
