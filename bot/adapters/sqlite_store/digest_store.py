"""What the officers' group is told, in SQLite: messages go through the outbox like every other."""

from __future__ import annotations

import json
from datetime import datetime

from sqlite_utils import Database

from bot.adapters.sqlite_store.item_rows import item_of
from bot.adapters.sqlite_store.queue_reading import SqliteQueueReading
from bot.adapters.sqlite_store.rows import stamp
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.answer import Answer
from bot.domain.queue_item import QueueItem

OFFICERS = "officers"
# Begins the turn of a message about an item; the number follows.
ABOUT_ITEM = "officers item "


class SqliteDigestStore:
    """The port `DigestStore`."""

    def __init__(self, database: Database, turns: SqliteTurnStore, reading: SqliteQueueReading, channel: str) -> None:
        self._db = database
        self._turns = turns
        self._reading = reading
        self._channel = channel

    def to_tell(self, now: datetime, remind_before: datetime, limit: int) -> list[QueueItem]:
        """Open items that the group does not know yet or should be reminded of; overdue ones first."""
        rows = self._db.query(
            "select * from (select * from items where is_open = 1 and due_at < ? and waiting > 0"
            " and coalesce(told_late_at, '') < ? order by due_at limit ?) union all"
            " select * from (select * from items where is_open = 1 and told_new = 0 and due_at >= ? and waiting > 0"
            " order by first_at limit ?) limit ?",
            [stamp(now), stamp(remind_before), limit, stamp(now), limit, limit],
        )
        return [item_of(row) for row in rows]

    def tell(self, item: QueueItem, answer: Answer, address: str, now: datetime) -> None:
        """Puts a message about an item into the outbox and notes it, together."""
        with self._db.atomic():
            self._push(answer, address, f"{ABOUT_ITEM}{item.id}")
            late = stamp(now) if item.is_overdue(now) else None
            self._db.execute(
                "update items set told_new = 1, told_late_at = coalesce(?, told_late_at) where id = ?", [late, item.id]
            )

    def say(self, answer: Answer, address: str) -> None:
        """Puts a message into the outbox."""
        with self._db.atomic():
            self._push(answer, address, OFFICERS)

    def forget_refused(self, before: datetime) -> int:
        """Takes back that the group knows an item whose message it refused before a moment; returns how many."""
        with self._db.atomic():
            refused = list(
                self._db.query(
                    "select id, cast(substr(turn, ?) as integer) as item from outbox where resident = ?"
                    " and substr(turn, 1, ?) = ? and state in ('dead', 'held') and next_at < ?",
                    [len(ABOUT_ITEM) + 1, OFFICERS, len(ABOUT_ITEM), ABOUT_ITEM, stamp(before)],
                )
            )
            for row in refused:
                self._db.execute("update items set told_new = 0, told_late_at = null where id = ?", [row["item"]])
                self._db.execute(
                    "update outbox set state = 'dropped', address = null, body = '' where id = ?", [row["id"]]
                )
            return len(refused)

    def item(self, identifier: int) -> QueueItem | None:
        """An item, or None."""
        return self._reading.item(identifier)

    def _push(self, answer: Answer, address: str, turn: str) -> None:
        body = json.dumps(answer.as_dict(), ensure_ascii=False)
        self._turns.push(self._channel, OFFICERS, address, turn, body)
