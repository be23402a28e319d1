"""Telegram's flood control: how long a bot that sends too fast is told to wait."""

from __future__ import annotations

import math
import time
from collections import defaultdict


class FloodControl:
    """Token buckets: one message a second into a chat, 20 a minute into a group, some a second over all chats."""

    def __init__(self, *, overall: float = 100.0, burst: float = 1.0, slack: float = 0.1) -> None:
        """`slack` seconds are forgiven, as the way to Telegram takes more or less time."""
        self._overall = overall
        self._burst = burst
        self._slack = slack
        self._left: dict[int, tuple[float, float]] = defaultdict(lambda: (-1.0, 0.0))
        self.refusals = 0

    def seconds_to_wait(self, chat_id: int) -> int:
        """0 when a message may be sent now, else whole seconds."""
        rate, size = (1.0, self._burst) if chat_id > 0 else (20 / 60, 20.0)
        wait = max(self._take(chat_id, rate, size), self._take(0, self._overall, self._overall))
        self.refusals += wait > 0
        return wait

    def _take(self, key: int, rate: float, size: float) -> int:
        now = time.monotonic()
        left, at = self._left[key]
        left = size if left < 0 and at == 0.0 else min(size, left + (now - at) * rate)
        if left + self._slack * rate >= 1:
            self._left[key] = (left - 1, now)
            return 0
        self._left[key] = (left, now)
        return max(1, math.ceil((1 - left) / rate))
