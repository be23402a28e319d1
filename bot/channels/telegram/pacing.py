"""Keeps to what Telegram asks for: one message a second into a private chat, a pause for all in a flood.

Limits over all chats and for groups are `AIORateLimiter`'s.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

SECONDS_BETWEEN = 1.0
KEPT_CHATS = 2000
# When so many different chats are told to wait within a second, the limit that was hit is the bot's, not a chat's.
CHATS_OF_A_FLOOD = 3
FLOOD_WINDOW_SECONDS = 1.0


class Pacing:
    """When the next message may leave."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._free_at: dict[int, float] = {}
        self._told: dict[int, float] = {}
        self._paused_until = 0.0

    async def wait(self, chat: int) -> None:
        """Waits until a message may leave for a chat; the outbox sends one at a time into a chat."""
        seconds = self.seconds_until_free(chat)
        if seconds > 0:
            await asyncio.sleep(seconds)

    def seconds_until_free(self, chat: int) -> float:
        """How long a message for a chat has to wait."""
        now = self._now()
        return max(0.0, self._paused_until - now, self._free_at.get(chat, 0.0) - now)

    def arrived(self, chat: int) -> None:
        """A message has arrived in a chat; the second is counted from here, so that Telegram never counts less."""
        if chat > 0:
            now = self._now()
            self._free_at[chat] = now + SECONDS_BETWEEN
            self._forget(now)

    def told_to_wait(self, chat: int, seconds: float) -> None:
        """Telegram answered 429 to a message into a chat."""
        now = self._now()
        self._told = {other: at for other, at in self._told.items() if now - at < FLOOD_WINDOW_SECONDS}
        self._told[chat] = now
        if len(self._told) >= CHATS_OF_A_FLOOD:
            self._paused_until = max(self._paused_until, now + seconds)

    def _forget(self, now: float) -> None:
        if len(self._free_at) > KEPT_CHATS:
            self._free_at = {chat: at for chat, at in self._free_at.items() if at > now}
