"""A rate limit in memory: token buckets by key."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable


class TokenBuckets:
    """One bucket of tokens a key: it starts full, a request takes one, and it fills again evenly.

    Args:
        per_minute: tokens that come back in a minute.
        burst: size of a bucket.
        max_keys: buckets that are remembered; beyond it the one that was used longest ago is forgotten.
        now: seconds that only go up.
    """

    def __init__(
        self,
        *,
        per_minute: float,
        burst: int,
        max_keys: int = 10_000,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_second = per_minute / 60
        self._burst = float(burst)
        self._max_keys = max_keys
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """Number of buckets that are kept."""
        return len(self._buckets)

    def take(self, key: str) -> float:
        """Takes a token: 0 when there was one, else the seconds until there is one."""
        now = self._now()
        tokens, seen = self._buckets.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - seen) * self._per_second)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self._per_second
        self._buckets[key] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > self._max_keys:
            self._buckets.popitem(last=False)
        return wait
