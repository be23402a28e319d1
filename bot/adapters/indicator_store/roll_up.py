"""Keeps the roll-ups equal to the log: re-rolls the days that have changed, or makes everything again."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from bot.adapters.indicator_store.cubes import CUBES
from bot.adapters.indicator_store.files import IndicatorFiles
from bot.adapters.indicator_store.invariants import check_periods
from bot.adapters.indicator_store.period_sums import add_to, count_distinct
from bot.adapters.indicator_store.period_writer import PeriodWriter, tables_of
from bot.adapters.indicator_store.rebuild import PARALLEL_FROM, Progress, Rebuild, changes_of, quiet
from bot.adapters.indicator_store.schema import SCHEMA
from bot.adapters.indicator_store.staging import Staging
from bot.adapters.indicator_store.working_calendar import WorkingCalendar
from bot.domain.counting_rules import CountingRules
from bot.domain.period import ABOVE_DAY, Grain, Period
from bot.domain.working_time import WorkingTime


class RollUp:
    """The one writer of the indicator's file."""

    def __init__(
        self, files: IndicatorFiles, rules: CountingRules, shipped: WorkingTime, parallel_from: int = PARALLEL_FROM
    ) -> None:
        self._files = files
        self._rules = rules
        self._shipped = shipped
        self._parallel_from = parallel_from

    def run(self, progress: Progress | None = None) -> int:
        """Rolls up what has changed since the last time; returns the number of days.

        Everything is made again when there is no file yet, or when definitions, tables or the
        commune's working hours have changed.
        """
        if self._files.current is None:
            return self.rebuild(progress)
        with self._files.writing() as connection:
            calendar = WorkingCalendar.in_force(connection, self._shipped)
            if self._stamp_of(connection) == self._stamp(calendar):
                return self._roll_changed(connection, calendar, progress or quiet)
        return self.rebuild(progress)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Makes everything again in a new file, while pages still read the old one; returns the number of days."""
        with self._files.replacing() as connection:
            calendar = WorkingCalendar.in_force(connection, self._shipped)
            days = Rebuild(self._files, self._rules, calendar, self._parallel_from).run(connection, progress or quiet)
            connection.execute("insert into settings values ('stamp', ?)", [self._stamp(calendar)])
            connection.execute("pragma main.analysis_limit = 1000")
            connection.execute("analyze main")
            return days

    def _roll_changed(self, connection: sqlite3.Connection, calendar: WorkingCalendar, progress: Progress) -> int:
        changes = changes_of(connection)
        rolled = {
            date.fromisoformat(day): number
            for day, number in connection.execute("select day, changes from rolled_days")
        }
        changed = {day for day, number in changes.items() if rolled.get(day) != number}
        # A late turn may make one of the days that follow a repetition.
        after = {day + timedelta(days=step) for day in changed for step in range(1, self._rules.repeated_days + 1)}
        days = sorted(changed | (after & set(rolled)))
        staging = Staging(connection, self._rules, calendar)
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
                        add_to(connection, cube, periods[Grain.DAY], period, "-")
                    connection.execute(f"delete from {cube.table} where period = ?", [periods[Grain.DAY].key])
            writer = PeriodWriter(connection)
            writer.note(periods.values())
            writer.write(periods[Grain.DAY], tables_of(staging.stage(day)))
            for cube in CUBES:
                for period in longer:
                    add_to(connection, cube, periods[Grain.DAY], period, "")
                    if is_known:
                        connection.execute(
                            f"delete from {cube.table} where period = ? and {cube.measures[0]} = 0", [period.key]
                        )
            count_distinct(connection, periods.values(), self._rules.returning_days)
            check_periods(connection, set(periods.values()))
            connection.execute("insert or replace into rolled_days values (?, ?)", [day.isoformat(), changes])
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise

    def _stamp(self, calendar: WorkingCalendar) -> str:
        return f"{SCHEMA} {self._rules.digest} {calendar.digest}"

    @staticmethod
    def _stamp_of(connection: sqlite3.Connection) -> str | None:
        row = connection.execute("select value from settings where name = 'stamp'").fetchone()
        return str(row[0]) if row else None
