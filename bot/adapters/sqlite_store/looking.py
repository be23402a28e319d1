"""Reads for the console: turns and one resident's thread; all masked as it was stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import event_of
from bot.domain.usage import UsageEvent

ERASED = "erased"


@dataclass(frozen=True, slots=True)
class SeenTurn:
    """A turn with its place in the log and how it was rated."""

    place: int
    event: UsageEvent
    helped: bool | None
    question: str = ""


class SqliteLooking:
    """Queries without side effects."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def turns(
        self,
        *,
        before: int | None = None,
        outcome: str = "",
        channel: str = "",
        unhelpful: bool = False,
        limit: int = 50,
    ) -> list[SeenTurn]:
        """Turns, newest first, older than a place in the log; empty filters take all."""
        conditions = {
            "e.rowid < :before": before is not None,
            "e.outcome = :outcome": bool(outcome),
            "e.channel = :channel": bool(channel),
            "e.helped = 0": unhelpful,
        }
        where = " and ".join(condition for condition, wanted in conditions.items() if wanted) or "1"
        values = {"before": before, "outcome": outcome, "channel": channel, "limit": limit}
        sql = f"{_TURNS} where {where} order by e.rowid desc limit :limit"
        return [_seen(row) for row in self._db.query(sql, values)]

    def turn(self, turn: str) -> SeenTurn | None:
        """One turn, or None."""
        row = next(iter(self._db.query(f"{_TURNS} where e.turn = ?", [turn])), None)
        return _seen(row) if row else None

    def thread(self, turn: str, limit: int = 200) -> list[SeenTurn]:
        """All turns of the resident of a turn, oldest first; only that turn when the link to the person was cut."""
        seen = self.turn(turn)
        if seen is None or seen.event.resident.startswith(ERASED):
            return [seen] if seen else []
        sql = f"{_TURNS} where e.resident = ? order by e.at desc, e.rowid desc limit ?"
        return [_seen(row) for row in self._db.query(sql, [seen.event.resident, limit])][::-1]

    def question_text(self, code: str) -> str | None:
        """The masked text of a resident's question, or None."""
        row = next(iter(self._db.query("select text from questions where code = ?", [code])), None)
        return str(row["text"]) if row else None

    def question_event(self, code: str) -> UsageEvent | None:
        """The turn that a question came from, with its nearest topics, or None."""
        sql = "select e.* from questions q join usage_events e on e.turn = q.turn where q.code = ?"
        row = next(iter(self._db.query(sql, [code])), None)
        return event_of(row) if row else None


_TURNS = "select e.rowid as place, e.*, q.code as code from usage_events e left join questions q on q.turn = e.turn"


def _seen(row: Mapping[str, Any]) -> SeenTurn:
    helped = None if row["helped"] is None else bool(row["helped"])
    return SeenTurn(row["place"], event_of(row), helped, row["code"] or "")
