"""The numbered choices that a resident was shown last, so that a bare number can be understood."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp

KEPT = timedelta(days=1)


class SqliteShownChoices:
    """Payloads by resident; a resident is a keyed hash."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = database
        self._now = now

    def show(self, channel: str, resident: str, payloads: Sequence[str]) -> None:
        """Takes the place of what was shown before; an answer without choices leaves the last ones in force."""
        if not payloads:
            return
        with self._db.atomic():
            self._db.execute("delete from shown_choices where channel = ? and resident = ?", [channel, resident])
            self._db.execute("delete from shown_choices where shown_at < ?", [stamp(self._now() - KEPT)])
            self._db.execute(
                "insert into shown_choices (channel, resident, payloads, shown_at) values (?, ?, ?, ?)",
                [channel, resident, json.dumps(list(payloads)), stamp(self._now())],
            )

    def payload(self, channel: str, resident: str, number: int) -> str | None:
        """The payload that a number stands for, or None when no such choice was shown within a day."""
        rows = self._db.query(
            "select payloads from shown_choices where channel = ? and resident = ? and shown_at >= ?",
            [channel, resident, stamp(self._now() - KEPT)],
        )
        payloads = json.loads(next(iter(rows), {"payloads": "[]"})["payloads"])
        return str(payloads[number - 1]) if 1 <= number <= len(payloads) else None
