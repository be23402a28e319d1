"""Keyed hashes that stand for residents, so that no address is in the log.

The key changes every calendar year (of the place where the residents live): it is derived from the secret and the year.
So nobody's use can be followed from one year into the next, and "returning" is only known within a year.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

FIRST_YEAR = 2026
LOCAL_OFFSET = timedelta(hours=7)


class Keyring:
    """Makes resident keys: the first 128 bits of HMAC-SHA256 over channel and address, with the key of the year."""

    def __init__(self, secret: bytes, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        if len(secret) < 16:
            raise ValueError(f"expected a secret of at least 16 bytes, got {len(secret)}")
        self._secret = secret
        self._now = now

    def resident(self, channel: str, address: str, at: datetime | None = None) -> str:
        """The key of a resident on a channel at a moment (default: now): 32 hexadecimal digits."""
        return self._key(channel, address, local_year(at or self._now()))

    def all_of(self, channel: str, address: str) -> list[str]:
        """Every key that a resident on a channel has had, the newest first: for erasing and for late ratings."""
        newest = local_year(self._now())
        return [self._key(channel, address, year) for year in range(newest, FIRST_YEAR - 1, -1)]

    def _key(self, channel: str, address: str, year: int) -> str:
        key_of_year = hmac.digest(self._secret, f"residents {year}".encode(), "sha256")
        return hmac.new(key_of_year, f"{channel}\0{address}".encode(), "sha256").hexdigest()[:32]


def local_year(moment: datetime) -> int:
    """The calendar year where the residents live."""
    return (moment.astimezone(UTC) + LOCAL_OFFSET).year
