"""What the pages of the queue show: lists by keyset, one item with its questions, the conversation around one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.adapters.sqlite_store.item_rows import item_of, observation_of
from bot.adapters.sqlite_store.rows import stamp
from bot.domain.question import find_code
from bot.domain.queue_item import Draft, Observation, QueueFilter, QueueItem, Sorting, TurnAround
from bot.domain.text import fold

AROUND = timedelta(minutes=30)
TURNS_AROUND = 12
LONGEST_POSITION = 48  # a moment and a number; what is longer was made up
# Column and direction of each order; every one is an index.
_SORTS = {Sorting.NEWEST: ("last_at", "desc"), Sorting.ASKED: ("residents", "desc"), Sorting.DUE: ("due_at", "asc")}
_ITEM = "select i.*, o.shown_name as owner_shown from items i left join officers o on o.name = i.owner"
_WORD = re.compile(r"\w+")


class SqliteQueueReading:
    """The port `QueueReading`."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = database
        self._now = now

    def items(self, wanted: QueueFilter) -> tuple[list[QueueItem], str]:
        """A page of items, and where the next page begins (empty at the end)."""
        column, direction = _SORTS[wanted.sorting]
        conditions, values = self._conditions(wanted)
        position = _position(wanted.after)
        if position:
            sign = "<" if direction == "desc" else ">"
            conditions.append(f"(i.{column}, i.id) {sign} (?, ?)")
            values += position
        sql = f"{_ITEM} where {' and '.join(conditions)} order by i.{column} {direction}, i.id {direction} limit ?"
        rows = list(self._db.query(sql, [*values, wanted.limit + 1]))
        shown = rows[: wanted.limit]
        more = f"{shown[-1][column]}~{shown[-1]['id']}" if len(rows) > wanted.limit else ""
        return [item_of(row) for row in shown], more

    def counts(self, officer: str) -> dict[str, int]:
        """Numbers of items by view."""
        by_state = {
            row["state"]: row["found"]
            for row in self._db.query("select state, count(*) as found from items where questions > 0 group by state")
        }
        mine = self._one("select count(*) as found from items where owner = ? and is_open = 1", [officer])
        late = self._one("select count(*) as found from items where is_open = 1 and due_at < ?", [stamp(self._now())])
        return {
            "open": by_state.get("new", 0) + by_state.get("claimed", 0),
            "mine": mine["found"] if mine else 0,
            "late": late["found"] if late else 0,
            "answered": by_state.get("answered", 0),
            "closed": by_state.get("approved", 0) + by_state.get("dismissed", 0),
        }

    def item(self, identifier: int) -> QueueItem | None:
        """An item, or None."""
        row = self._one(f"{_ITEM} where i.id = ?", [identifier])
        return item_of(row) if row else None

    def item_of_code(self, code: str) -> int | None:
        """The item that holds the question of a code."""
        row = self._one("select item from questions where code = ? and item is not null", [code])
        return int(row["item"]) if row else None

    def observations(self, item: int, after: str = "", limit: int = 50) -> list[Observation]:
        """Questions of an item by code, after a code."""
        rows = self._db.query(
            "select * from questions where item = ? and code > ? order by code limit ?", [item, after, limit]
        )
        return [observation_of(row) for row in rows]

    def around(self, code: str) -> list[TurnAround]:
        """The masked turns of one resident around a question."""
        asked = self._one("select resident, asked_at, turn from questions where code = ?", [code])
        if asked is None or asked["resident"] == "erased":
            return []
        moment = datetime.fromisoformat(asked["asked_at"])
        rows = self._db.query(
            "select turn, at, text, outcome, topics from usage_events where resident = ? and at between ? and ?"
            " order by at limit ?",
            [asked["resident"], stamp(moment - AROUND), stamp(moment + AROUND), TURNS_AROUND],
        )
        return [
            TurnAround(
                at=datetime.fromisoformat(row["at"]),
                text=row["text"],
                outcome=row["outcome"],
                topics=tuple(json.loads(row["topics"])),
                is_asked=row["turn"] == asked["turn"],
            )
            for row in rows
        ]

    def alike(self, item: QueueItem, limit: int = 5) -> list[QueueItem]:
        """Other items that share words, the best first: to join by hand, or to reuse a reply."""
        words = sorted(set(_WORD.findall(fold(item.text))), key=lambda word: (-len(word), word))[:8]
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words)
        rows = self._db.query(
            "select i.*, null as owner_shown from (select rowid as id, rank from item_search where item_search match ?"
            " and rowid <> ? limit 2000) found join items i on i.id = found.id where i.questions > 0"
            " order by found.rank limit ?",
            [match, item.id, limit],
        )
        return [item_of(row) for row in rows]

    def departments(self) -> list[str]:
        """Departments that officers belong to."""
        rows = self._db.query("select distinct department from officers where department <> '' order by department")
        return [row["department"] for row in rows]

    def draft(self, item: int, officer: str) -> Draft:
        """What an officer has written so far."""
        row = self._one("select * from drafts where item = ? and officer = ?", [item, officer])
        if row is None:
            return Draft()
        return Draft(row["text"], row["topic"], row["link"], datetime.fromisoformat(row["saved_at"]))

    def _conditions(self, wanted: QueueFilter) -> tuple[list[str], list[Any]]:
        """Conditions whose `+` keeps SQLite from walking an index in order where few items are wanted."""
        conditions: list[str] = ["i.questions > 0"]
        values: list[Any] = []
        code = find_code(wanted.words)
        words = _WORD.findall(fold(wanted.words))
        plus = "+" if code or words else ""
        match wanted.view:
            case "mine":
                conditions.append("i.owner = ? and +i.is_open = 1")
                values.append(wanted.officer)
            case "late":
                conditions.append(f"{plus}i.is_open = 1 and {plus}i.due_at < ?")
                values.append(stamp(self._now()))
            case "answered":
                conditions.append(f"{plus}i.state = 'answered'")
            case "closed":
                conditions.append(f"{plus}i.is_open = 0 and +i.state in ('approved', 'dismissed')")
            case _:
                conditions.append(f"{plus}i.is_open = 1")
        for condition, value in (
            ("instr(i.channels, ',' || ? || ',') > 0", wanted.channel),
            ("i.reason = ?", wanted.reason),
            ("i.department = ?", wanted.department),
        ):
            if value:
                conditions.append(condition)
                values.append(value)
        if code:
            conditions.append("i.id = (select item from questions where code = ?)")
            values.append(code)
        elif words:
            conditions.append("i.id in (select rowid from item_search where item_search match ?)")
            values.append(" ".join(f'"{word}"*' for word in words))
        return conditions, values

    def _one(self, sql: str, parameters: list[Any]) -> dict[str, Any] | None:
        return next(iter(self._db.query(sql, parameters)), None)


def _position(after: str) -> list[Any]:
    value, _, identifier = after.rpartition("~")
    if not identifier.isdecimal() or not value or len(after) > LONGEST_POSITION:
        return []
    return [int(value) if value.isdecimal() else value, int(identifier)]
