"""Opened links in SQLite."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp


class SqliteLinkClicks:
    """The port `LinkClicks`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def record(self, turn: str, at: datetime, topic: str | None, host: str) -> bool:
        """Keeps an opened link; False when there is no such turn."""
        with self._db.atomic():
            cursor = self._db.execute(
                "insert into link_clicks (turn, at, topic, host) select turn, ?, ?, ? from usage_events where turn = ?",
                [stamp(at), topic, host, turn],
            )
            return bool(cursor.rowcount)
