"""The roll-up tables: for each, the columns it is broken down by, what it counts, and how a staged day is counted.

Every measure is a sum over days, so any period is the sum of its days; that is what makes re-rolling a day exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.adapters.indicator_store.counted import Counted
from bot.adapters.indicator_store.staged_day import StagedDay, grouped, replies_of, residents_of


@dataclass(frozen=True, slots=True)
class Cube:
    """One roll-up table.

    Attributes:
        table: name of the table; its key is `period` and the dimensions.
        dimensions: column and SQL type.
        measures: columns that are added up; the first is never zero in a row that is needed.
        counts: makes the rows of a staged day where they are more than sums of flags.
    """

    table: str
    dimensions: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]
    counts: Callable[[StagedDay], Counted] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the dimensions."""
        return tuple(name for name, _ in self.dimensions)

    def counted(self, day: StagedDay) -> Counted:
        """The rows of a day."""
        return self.counts(day) if self.counts else grouped(day, self.columns, self.measures)

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

TOTALS = Cube(
    "totals",
    (("locality", "text"), ("channel", "text"), ("assisted", "integer"), ("outcome", "text")),
    _SUMS,
)
TOPICS = Cube("topics", (("locality", "text"), ("topic", "text"), ("outcome", "text")), _SUMS)
REASONS = Cube("reasons", (("locality", "text"), ("outcome", "text"), ("reason", "text")), ("turns",))
HOURS = Cube("hours", (("locality", "text"), ("weekday", "integer"), ("hour", "integer")), ("turns", "questions"))
# A resident who asked in two communes has a row for each; `whole_days` counts a day once, for all communes together.
RESIDENTS = Cube(
    "residents",
    (("channel", "text"), ("resident", "integer"), ("place", "integer")),
    ("days", "whole_days"),
    residents_of,
)
REPLIES = Cube("replies", (("place", "integer"), ("minutes", "integer")), ("questions",), replies_of)
CUBES: tuple[Cube, ...] = (TOTALS, TOPICS, REASONS, HOURS, RESIDENTS, REPLIES)
