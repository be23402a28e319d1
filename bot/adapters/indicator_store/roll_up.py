"""Keeps the roll-ups equal to the log: re-rolls the days that have changed, or makes everything again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from bot.adapters.indicator_store.cubes import CUBES, Cube
from bot.adapters.indicator_store.files import IndicatorFiles
from bot.adapters.indicator_store.invariants import check_periods
from bot.adapters.indicator_store.schema import SCHEMA
from bot.adapters.indicator_store.staging import Staging
from bot.domain.counting_rules import CountingRules
from bot.domain.period import ABOVE_DAY, Grain, Period

Progress = Callable[[int, int], None]

# Which periods are added up from which shorter ones when everything is made again.
_BUILT_FROM = (
    (Grain.WEEK, Grain.DAY), (Grain.MONTH, Grain.DAY), (Grain.QUARTER, Grain.MONTH), (Grain.YEAR, Grain.QUARTER)
)  # fmt: skip


class RollUp:
    """The one writer of the indicator's file."""

    def __init__(self, files: IndicatorFiles, rules: CountingRules) -> None:
        self._files = files
        self._rules = rules

    def run(self, progress: Progress | None = None) -> int:
        """Rolls up what has changed since the last time; returns the number of days.

        Everything is made again when there is no file yet, or when definitions or tables have changed.
        """
        if self._files.current is None:
            return self.rebuild(progress)
        with self._files.writing() as connection:
            is_current = self._stamp_of(connection) == self._stamp
            if is_current:
                return self._roll_changed(connection, progress or _quiet)
        return self.rebuild(progress)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Makes everything again in a new file, while pages still read the old one; returns the number of days."""
        with self._files.replacing() as connection:
            changes = _changes(connection)
            staging = Staging(connection, self._rules)
            days = sorted(changes)
            connection.execute("begin")
            for number, day in enumerate(days, start=1):
                self._add_day(connection, staging, day)
                (progress or _quiet)(number, len(days))
            for grain, part in _BUILT_FROM:
                for period in sorted({Period.containing(day, grain) for day in days}, key=lambda period: period.key):
                    _build(connection, period, part)
            connection.executemany(
                "insert into rolled_days values (?, ?)", [(day.isoformat(), changes[day]) for day in days]
            )
            periods = {Period.containing(day, grain) for day in days for grain in Grain}
            self._count_distinct(connection, periods)
            check_periods(connection, periods)
            connection.execute("insert into settings values ('stamp', ?)", [self._stamp])
            connection.execute("commit")
            connection.execute("analyze main")
            return len(days)

    def _roll_changed(self, connection: sqlite3.Connection, progress: Progress) -> int:
        changes = _changes(connection)
        rolled = {
            date.fromisoformat(day): number
            for day, number in connection.execute("select day, changes from rolled_days")
        }
        changed = {day for day, number in changes.items() if rolled.get(day) != number}
        # A late turn may make one of the days that follow a repetition.
        after = {day + timedelta(days=step) for day in changed for step in range(1, self._rules.repeated_days + 1)}
        days = sorted(changed | (after & set(rolled)))
        staging = Staging(connection, self._rules)
        for number, day in enumerate(days, start=1):
            self._roll_day(connection, staging, day, changes[day], is_known=day in rolled)
            progress(number, len(days))
        return len(days)

    def _roll_day(
        self, connection: sqlite3.Connection, staging: Staging, day: date, changes: int, *, is_known: bool
    ) -> None:
        periods = {grain: Period.containing(day, grain) for grain in Grain}
        longer = [periods[grain] for grain in ABOVE_DAY]
        connection.execute("begin immediate")
        try:
            if is_known:
                for cube in CUBES:
                    for period in longer:
                        _add(connection, cube, periods[Grain.DAY], period, "-")
                    connection.execute(f"delete from {cube.table} where period = ?", [periods[Grain.DAY].key])
            self._add_day(connection, staging, day)
            for cube in CUBES:
                for period in longer:
                    _add(connection, cube, periods[Grain.DAY], period, "")
                    if is_known:
                        connection.execute(
                            f"delete from {cube.table} where period = ? and {cube.measures[0]} = 0", [period.key]
                        )
            self._count_distinct(connection, set(periods.values()))
            check_periods(connection, set(periods.values()))
            connection.execute("insert or replace into rolled_days values (?, ?)", [day.isoformat(), changes])
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise

    def _add_day(self, connection: sqlite3.Connection, staging: Staging, day: date) -> None:
        staging.stage(day)
        period = Period.containing(day, Grain.DAY)
        for grain in Grain:
            _note(connection, Period.containing(day, grain))
        for cube in CUBES:
            columns = ", ".join((*cube.columns, *cube.measures))
            connection.execute(
                f"insert into {cube.table} (period, {columns}) select :period, * from ({cube.select})",
                {"period": period.key, "weekday": day.weekday()},
            )

    def _count_distinct(self, connection: sqlite3.Connection, periods: Iterable[Period]) -> None:
        for period in periods:
            key = {"period": period.key, "days": self._rules.returning_days}
            connection.execute("delete from reach where period = :period", key)
            connection.execute(
                "insert into reach select period, place, channel, count(*), sum(days >= :days) from residents"
                " where period = :period group by period, place, channel",
                key,
            )
            connection.execute(
                "insert into reach select :period, 0, channel, count(*), sum(days >= :days) from"
                " (select channel, sum(whole_days) as days from residents where period = :period"
                " group by channel, resident) group by channel",
                key,
            )
            connection.execute(
                "insert into reach select period, place, '*', sum(residents), sum(returning_residents) from reach"
                " where period = :period group by period, place",
                key,
            )
            connection.execute("delete from reply_times where period = :period", key)
            connection.execute(_REPLY_TIMES, key)

    @property
    def _stamp(self) -> str:
        return f"{SCHEMA} {self._rules.digest}"

    @staticmethod
    def _stamp_of(connection: sqlite3.Connection) -> str | None:
        row = connection.execute("select value from settings where name = 'stamp'").fetchone()
        return str(row[0]) if row else None


# The value at place ceil(q * n) of all values in order (nearest rank).
_REPLY_TIMES = """
insert into reply_times
with ranked as (
    select place, minutes,
        sum(questions) over (partition by place order by minutes) as up_to,
        sum(questions) over (partition by place) as replied
    from replies where period = :period
)
select :period, place, max(replied),
    min(case when up_to >= (replied + 1) / 2 then minutes end),
    min(case when up_to >= (replied * 9 + 9) / 10 then minutes end)
from ranked group by place
"""


def _changes(connection: sqlite3.Connection) -> dict[date, int]:
    rows = connection.execute(
        "select day, changes from log.day_changes where day >= (select date(min(at), '+7 hours') from log.usage_events)"
    )
    return {date.fromisoformat(day): changes for day, changes in rows}


def _note(connection: sqlite3.Connection, period: Period) -> None:
    connection.execute(
        "insert or ignore into periods values (?, ?, ?, ?, ?)",
        [period.key, period.id, period.grain.value, period.first.isoformat(), period.last.isoformat()],
    )


def _add(connection: sqlite3.Connection, cube: Cube, day: Period, period: Period, sign: str) -> None:
    dimensions = ", ".join(cube.columns)
    connection.execute(
        f"insert into {cube.table} (period, {dimensions}, {', '.join(cube.measures)})"
        f" select ?, {dimensions}, {', '.join(sign + name for name in cube.measures)} from {cube.table}"
        f" where period = ? on conflict do update set"
        f" {', '.join(f'{name} = {name} + excluded.{name}' for name in cube.measures)}",
        [period.key, day.key],
    )


def _build(connection: sqlite3.Connection, period: Period, part: Grain) -> None:
    for cube in CUBES:
        dimensions = ", ".join(cube.columns)
        sums = ", ".join(f"sum({name})" for name in cube.measures)
        connection.execute(
            f"insert into {cube.table} select ?, {dimensions}, {sums} from {cube.table} where period in"
            " (select period from periods where grain = ? and first_day between ? and ?)"
            f" group by {dimensions}",
            [period.key, part.value, period.first.isoformat(), period.last.isoformat()],
        )


def _quiet(_done: int, _of: int) -> None:
    """The progress that nobody looks at."""
