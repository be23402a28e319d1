"""The roll-up tables: for each, the columns it is broken down by, what it counts, and how it is read from a staged day.

Every measure is a sum over days, so any period is the sum of its days; that is what makes re-rolling a day exact.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cube:
    """One roll-up table.

    Attributes:
        table: name of the table; its key is `period` and the dimensions.
        dimensions: column and SQL type.
        measures: columns that are added up; the first is never zero in a row that is needed.
        select: SQL that gives dimensions and measures of the staged day.
    """

    table: str
    dimensions: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]
    select: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the dimensions."""
        return tuple(name for name, _ in self.dimensions)

    @property
    def create(self) -> str:
        """SQL that makes the table."""
        dimensions = ", ".join(f"{name} {kind} not null" for name, kind in self.dimensions)
        measures = ", ".join(f"{name} integer not null" for name in self.measures)
        key = ", ".join(("period", *self.columns))
        return (
            f"create table {self.table} (period integer not null, {dimensions}, {measures}, primary key ({key}))"
            " without rowid"
        )


_SUMS = (
    "turns", "questions", "helped", "not_helped", "answers", "opened", "outside_hours", "handed", "dismissed",
    "replied", "in_time", "resolved", "with_topic", "repeated", "outdated",
)  # fmt: skip
_SUMMED = ", ".join(["count(*)", *(f"sum({name})" for name in _SUMS[1:])])

TOTALS = Cube(
    "totals",
    (("locality", "text"), ("channel", "text"), ("assisted", "integer"), ("outcome", "text")),
    _SUMS,
    f"select locality, channel, assisted, outcome, {_SUMMED} from staged group by 1, 2, 3, 4",
)
TOPICS = Cube(
    "topics",
    (("locality", "text"), ("topic", "text"), ("outcome", "text")),
    _SUMS,
    f"select locality, topic, outcome, {_SUMMED} from staged group by 1, 2, 3",
)
REASONS = Cube(
    "reasons",
    (("locality", "text"), ("outcome", "text"), ("reason", "text")),
    ("turns",),
    "select locality, outcome, reason, count(*) from staged group by 1, 2, 3",
)
HOURS = Cube(
    "hours",
    (("locality", "text"), ("weekday", "integer"), ("hour", "integer")),
    ("turns", "questions"),
    "select locality, :weekday, minute / 60, count(*), sum(questions) from staged group by 1, 2, 3",
)
# A resident who asked in two communes has a row for each; `whole_days` counts a day once, for all communes together.
RESIDENTS = Cube(
    "residents",
    (("channel", "text"), ("resident", "integer"), ("place", "integer")),
    ("days", "whole_days"),
    "select channel, resident, places.id, 1, row_number() over (partition by channel, resident order by locality) = 1"
    " from (select distinct channel, resident, locality from staged where questions and not assisted)"
    " join places using (locality)",
)
REPLIES = Cube(
    "replies",
    (("place", "integer"), ("minutes", "integer")),
    ("questions",),
    "select place, minutes, count(*) from"
    " (select places.id as place, minutes from staged join places using (locality) where replied"
    " union all select 0, minutes from staged where replied) group by 1, 2",
)
CUBES: tuple[Cube, ...] = (TOTALS, TOPICS, REASONS, HOURS, RESIDENTS, REPLIES)
