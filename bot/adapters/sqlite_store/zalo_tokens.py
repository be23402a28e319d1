"""The rotating token pair of a Zalo Official Account: written through to the disk before it is used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp


@dataclass(frozen=True, slots=True)
class TokenPair:
    """An access token with its successor's key.

    Attributes:
        access: empty until the first refresh.
        refresh: works once.
        refused: why Zalo takes the refresh token no more; empty while it works.
    """

    access: str
    refresh: str
    refreshed_at: datetime
    expires_at: datetime
    refused: str = ""

    def __repr__(self) -> str:
        """Without the tokens, for logs and failing tests."""
        return f"TokenPair(refreshed_at={self.refreshed_at}, expires_at={self.expires_at}, refused={self.refused!r})"


class SqliteZaloTokens:
    """The pair of one app."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = database
        self._now = now

    def load(self, app_id: str, seed: str) -> TokenPair | None:
        """The newest pair, or a new beginning when the settings hold another refresh token than it grew from.

        Args:
            seed: the refresh token of the settings, or an empty text.
        """
        row = next(iter(self._db.query("select * from zalo_oa_tokens where app_id = ?", [app_id])), None)
        if row and (not seed or row["seed"] == _digest(seed)):
            return TokenPair(
                access=row["access_token"],
                refresh=row["refresh_token"],
                refreshed_at=datetime.fromisoformat(row["refreshed_at"]),
                expires_at=datetime.fromisoformat(row["expires_at"]),
                refused=row["refused"] or "",
            )
        if not seed:
            return None
        fresh = TokenPair(access="", refresh=seed, refreshed_at=_BEFORE, expires_at=_BEFORE)
        self.save(app_id, seed, fresh)
        return fresh

    def save(self, app_id: str, seed: str, pair: TokenPair) -> None:
        """Keeps a pair. When this returns it is on the disk: a lost refresh token cannot be had again from Zalo."""
        self._db.execute("pragma synchronous = full")
        try:
            with self._db.atomic():
                old = next(iter(self._db.query("select seed from zalo_oa_tokens where app_id = ?", [app_id])), None)
                self._db.table("zalo_oa_tokens").upsert(
                    {
                        "app_id": app_id,
                        "seed": _digest(seed) if seed else old["seed"] if old else "",
                        "access_token": pair.access,
                        "refresh_token": pair.refresh,
                        "refreshed_at": stamp(pair.refreshed_at),
                        "expires_at": stamp(pair.expires_at),
                        "refused": pair.refused,
                    },
                    pk="app_id",
                )
        finally:
            self._db.execute("pragma synchronous = normal")

    def claim(self, app_id: str, holder: str, duration: timedelta) -> bool:
        """Reserves the refresh for one process; False while another one holds it."""
        now = self._now()
        with self._db.atomic():
            cursor = self._db.execute(
                "update zalo_oa_tokens set claimed_by = ?, claimed_until = ?"
                " where app_id = ? and (claimed_until is null or claimed_until < ? or claimed_by = ?)",
                [holder, stamp(now + duration), app_id, stamp(now), holder],
            )
            return bool(cursor.rowcount)

    def release(self, app_id: str, holder: str) -> None:
        """Gives the refresh free again."""
        with self._db.atomic():
            self._db.execute(
                "update zalo_oa_tokens set claimed_by = null, claimed_until = null where app_id = ? and claimed_by = ?",
                [app_id, holder],
            )


_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)


def _digest(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()
