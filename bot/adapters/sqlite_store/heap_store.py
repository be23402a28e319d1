"""What grouping reads and writes: questions without an item, open items, turns that nobody asked an officer about."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.adapters.sqlite_store.item_rows import refresh_items
from bot.adapters.sqlite_store.rows import stamp
from bot.domain.question import CODE_ALPHABET, CODE_LENGTH, written
from bot.services.grouping import Asked

NOT_HELPED = "negative_rating"
ASKED_BACK = "asked_back"
PATIENCE = timedelta(minutes=30)
_ASKED = (
    "select q.item, q.code, q.text, q.asked_at, e.candidates from questions q"
    " left join usage_events e on e.turn = q.turn"
)
# An event's own reason that says more than that it was rated as no help.
_KEPT_REASONS = ("past_review", "missing_fact", "long_tail")


class SqliteHeapStore:
    """The port `HeapStore`."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = database
        self._now = now

    def gather(self, limit: int) -> int:
        """Makes questions of answers that did not help, choices that nobody made, and topics known by name only."""
        made = 0
        with self._db.atomic():
            for row in self._rows("events_not_helped", "helped = 0", limit):
                reason = row["reason"] if row["reason"] in _KEPT_REASONS else NOT_HELPED
                made += self._make(row, reason)
            for row in self._rows("events_long_tail", "reason = 'long_tail'", limit):
                made += self._make(row, "long_tail")
            before = stamp(self._now() - PATIENCE)
            for row in self._rows("events_asked_back", "outcome = 'clarified' and at < ?", limit, [before]):
                made += self._make(row, ASKED_BACK) if self._ended_there(row) else self._pass(row)
        return made

    def ungrouped(self, limit: int) -> list[Asked]:
        """Questions without an item, oldest first."""
        return [
            asked_of(row)
            for row in self._db.query(
                f"{_ASKED} where q.item is null order by q.asked_at, q.code limit ?",
                [limit],
            )
        ]

    def open_texts(self, after: tuple[int, str], limit: int) -> list[tuple[int, Asked]]:
        """Questions of open items after (item, code), for building the index in slices."""
        # Not a join: the questions must come in the order of their index, else every slice would sort them all.
        rows = self._db.query(
            f"{_ASKED} where (q.item, q.code) > (?, ?)"  # noqa: S608
            " and exists (select 1 from items i where i.id = q.item and i.is_open = 1)"
            " order by q.item, q.code limit ?",
            [*after, limit],
        )
        return [(row["item"], asked_of(row)) for row in rows]

    def texts_of(self, item: int, limit: int) -> list[Asked]:
        """The first questions of an item."""
        rows = self._db.query(f"{_ASKED} where q.item = ? order by q.asked_at limit ?", [item, limit])
        return [asked_of(row) for row in rows]

    def is_open(self, item: int) -> bool:
        """Whether an item still takes questions."""
        return any(self._db.query("select 1 from items where id = ? and is_open = 1", [item]))

    def new_item(self, asked: Asked, due_at: datetime) -> int:
        """Makes an item for a question."""
        cursor = self._db.execute(
            "insert into items (text, state, is_open, reason, residents, questions, waiting, first_at, last_at, due_at,"
            " channels, topics) select text, 'new', 1, reason, 1, 1, 1, asked_at, asked_at, ?, '', '[]'"
            " from questions where code = ?",
            [stamp(due_at), asked.code],
        )
        self._db.execute("update questions set item = ? where code = ?", [cursor.lastrowid, asked.code])
        return int(cursor.lastrowid or 0)

    def put(self, asked: Asked, item: int) -> None:
        """Puts a question into an item; a claimed item stays claimed."""
        self._db.execute("update questions set item = ? where code = ?", [item, asked.code])

    def refresh(self, items: Sequence[int]) -> None:
        """Counts the questions of items again."""
        refresh_items(self._db, items)

    def transaction(self) -> Any:
        """Everything inside is kept together or not at all."""
        return self._db.atomic()

    def _rows(self, index: str, condition: str, limit: int, values: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Turns that were not looked at. The index holds only those; one of all turns would be sorted every time."""
        return list(
            self._db.query(
                "select turn, at, channel, resident, outcome, reason, text from usage_events"  # noqa: S608
                f" indexed by {index} where {condition} and queued is null order by at limit ?",
                [*values, limit],
            )
        )

    def _ended_there(self, row: dict[str, Any]) -> bool:
        """Whether the resident did nothing more after being asked back."""
        until = stamp(datetime.fromisoformat(row["at"]) + PATIENCE)
        found = self._db.query(
            "select 1 from usage_events where resident = ? and at > ? and at <= ? limit 1",
            [row["resident"], row["at"], until],
        )
        return not any(found)

    def _make(self, row: dict[str, Any], reason: str) -> int:
        self._db.execute("update usage_events set queued = 1 where turn = ?", [row["turn"]])
        has_one = any(self._db.query("select 1 from questions where turn = ? limit 1", [row["turn"]]))
        if not row["text"] or has_one:
            return 0
        code = written("".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)))
        cursor = self._db.execute(
            "insert or ignore into questions (code, channel, resident, pushed, text, reason, state, asked_at, turn,"
            " is_silent) values (?, ?, ?, 0, ?, ?, 'new', ?, ?, 1)",
            [code, row["channel"], row["resident"], row["text"], reason, row["at"], row["turn"]],
        )
        return int(cursor.rowcount)

    def _pass(self, row: dict[str, Any]) -> int:
        self._db.execute("update usage_events set queued = 0 where turn = ?", [row["turn"]])
        return 0


def asked_of(row: Mapping[str, Any]) -> Asked:
    """The question of a row with the candidates of its turn."""
    topics = tuple((topic, score) for topic, _, score in json.loads(row["candidates"] or "[]"))
    return Asked(row["code"], row["text"], datetime.fromisoformat(row["asked_at"]), topics)
