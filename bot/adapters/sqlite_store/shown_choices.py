"""The choices that a resident was shown last, so that a bare number can be understood."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp

KEPT = timedelta(days=1)


def keep_shown(database: Database, channel: str, resident: str, payloads: Sequence[str], now: datetime) -> None:
    """Takes the place of what was shown before, inside a transaction of the caller.

    An answer without choices leaves the last ones in force.
    """
    if payloads:
        database.execute("delete from shown_choices where shown_at < ?", [stamp(now - KEPT)])
        database.execute(
            "insert or replace into shown_choices (channel, resident, payloads, shown_at) values (?, ?, ?, ?)",
            [channel, resident, json.dumps(list(payloads)), stamp(now)],
        )


def shown_choice(database: Database, channel: str, resident: str, number: int, now: datetime) -> str | None:
    """The payload that a number stands for, or None when no such choice was shown within a day."""
    row = database.execute(
        "select payloads from shown_choices where channel = ? and resident = ? and shown_at >= ?",
        [channel, resident, stamp(now - KEPT)],
    ).fetchone()
    payloads = json.loads(row[0]) if row else []
    return str(payloads[number - 1]) if 1 <= number <= len(payloads) else None
