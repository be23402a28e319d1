"""Counts days one after another and adds them up in memory; each row is written once, most of them in order."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date
from itertools import groupby

from bot.adapters.indicator_store.counted import Counted
from bot.adapters.indicator_store.cubes import CUBES
from bot.adapters.indicator_store.period_writer import PeriodWriter, Tables, tables_of
from bot.adapters.indicator_store.staging import Staging
from bot.domain.period import Grain, Period

Sums = dict[Period, Tables]


class Filling:
    """Fills a file with periods."""

    def __init__(self, connection: sqlite3.Connection, returning_days: int) -> None:
        self._writer = PeriodWriter(connection)
        self._returning_days = returning_days

    def fill(
        self, staging: Staging, days: Sequence[date], left: Collection[Period], tell: Callable[[int], None]
    ) -> Sums:
        """Writes days and all longer periods that they lie in, but gives back the sums of those that are left."""
        parts: dict[Period, list[Tables]] = defaultdict(list)
        number = 0
        for month, days_of_month in groupby(days, lambda day: Period.containing(day, Grain.MONTH)):
            counted: Sums = {}
            for day in days_of_month:
                counted[Period.containing(day, Grain.DAY)] = tables_of(staging.stage(day))
                number += 1
                tell(number)
            whole = sum_of(list(counted.values()))
            for period, tables in ((month, whole), *counted.items()):
                self.write(period, tables)
            for week, in_week in groupby(counted, lambda day: Period.containing(day.first, Grain.WEEK)):
                parts[week].append(sum_of([counted[day] for day in in_week]))
            for grain in (Grain.QUARTER, Grain.YEAR):
                parts[Period.containing(month.first, grain)].append(whole)
        sums = {period: sum_of(tables) for period, tables in parts.items()}
        for period in sorted(sums.keys() - left, key=lambda period: period.key):
            self.write(period, sums.pop(period))
        return sums

    def write(self, period: Period, tables: Tables) -> None:
        """Writes all rows of a period."""
        self._writer.note([period])
        self._writer.write(period, tables)
        self._writer.write_distinct(period, tables, self._returning_days)


def sum_of(parts: Sequence[Tables]) -> Tables:
    """Several times together."""
    return {cube.table: Counted.sum([part[cube.table] for part in parts]) for cube in CUBES}
