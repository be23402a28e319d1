"""Writes the rows of periods that were counted in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice

from bot.adapters.indicator_store.counted import Counted, Dimension, Row
from bot.adapters.indicator_store.cubes import CUBES, REPLIES, RESIDENTS, TOTALS
from bot.adapters.indicator_store.distinct import reach_of, reply_times_of
from bot.adapters.indicator_store.staged_day import StagedDay
from bot.domain.period import Period

# What was counted in a period, by the name of the table.
Tables = dict[str, Counted]

# Rows of one statement: with one at a time, starting it takes longer than writing the row.
_ROWS_AT_ONCE = 50


def tables_of(day: StagedDay) -> Tables:
    """What was counted in a day."""
    return {cube.table: cube.counted(day) for cube in CUBES}


class PeriodWriter:
    """Fills the tables of one file; communes get a number there."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def note(self, periods: Iterable[Period]) -> None:
        """Makes periods known to readers."""
        self._connection.executemany(
            "insert or ignore into periods values (?, ?, ?, ?, ?)",
            [
                (period.key, period.id, period.grain.value, period.first.isoformat(), period.last.isoformat())
                for period in periods
            ],
        )

    def write(self, period: Period, tables: Tables) -> None:
        """Writes the sums of a period that has none yet."""
        self._numbers(tables[TOTALS.table].dimensions[0])
        for cube in CUBES:
            self._insert(period, cube.table, cube.columns, tables[cube.table])

    def write_distinct(self, period: Period, tables: Tables, returning_days: int) -> None:
        """Writes distinct residents and reply times of a period that has none yet."""
        self._insert(period, "reach", ("place", "channel"), reach_of(tables[RESIDENTS.table], returning_days))
        self._insert(period, "reply_times", ("place",), reply_times_of(tables[REPLIES.table]))

    def _insert(self, period: Period, table: str, columns: Sequence[str], counted: Counted) -> None:
        dimensions = tuple(
            Dimension(self._numbers(dimension), dimension.places) if name == "place" else dimension
            for name, dimension in zip(columns, counted.dimensions, strict=True)
        )
        row = f"({period.key}{', ?' * (len(columns) + len(counted.measures))})"
        rows = Counted(dimensions, counted.measures).rows()
        for number, same_size in groupby(_batched(rows), len):
            values = map(tuple, map(chain.from_iterable, same_size))
            self._connection.executemany(f"insert into {table} values {', '.join([row] * number)}", values)

    def _numbers(self, places: Dimension) -> list[int]:
        names = [(name,) for name in places.values or ()]
        self._connection.executemany("insert or ignore into places (locality) values (?)", names)
        ids = dict(self._connection.execute("select locality, id from places"))
        return [ids[name] for (name,) in names]


def _batched(rows: Iterator[Row]) -> Iterator[tuple[Row, ...]]:
    while some := tuple(islice(rows, _ROWS_AT_ONCE)):
        yield some
