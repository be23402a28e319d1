"""Reads sums and counts of periods from the roll-ups."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bot.adapters.indicator_store.files import IndicatorFiles
from bot.domain.counting_rules import WHOLE
from bot.domain.indicator import SUMMED
from bot.domain.period import Grain, Period

Measures = dict[str, int | None]

# Measures that are not columns of their own.
_DERIVED = {
    "clarified": "total(turns) filter (where outcome = 'clarified')",
    "due": "total(handed) - total(dismissed)",
    "rated": "total(helped) + total(not_helped)",
    "not_served": "total(questions) filter (where outcome in ('unanswered', 'out_of_scope', 'error'))",
    "assisted_questions": "total(questions) filter (where assisted)",
}


class IndicatorFigures:
    """The port `FigureStore` over the indicator's file."""

    def __init__(self, files: IndicatorFiles) -> None:
        self._files = files

    def periods(self, grain: Grain) -> list[Period]:
        """The periods in which something was counted, oldest first."""
        with self._files.reading() as connection:
            rows = connection.execute("select id from periods where grain = ? order by first_day", [grain.value])
            return [Period.parse(text) for (text,) in rows]

    def communes(self) -> list[str]:
        """The communes of which turns were counted; an empty text stands for turns without one."""
        with self._files.reading() as connection:
            return [text for (text,) in connection.execute("select locality from places where id > 0 order by 1")]

    def grouped(
        self, by: Sequence[str], periods: Sequence[Period], commune: str | None = None
    ) -> list[tuple[tuple[str, ...], Measures]]:
        """Sums over periods, by `period`, `locality`, `channel`, `outcome` or `topic`; for one commune or all."""
        with self._files.reading() as connection:
            return _grouped(connection, by, periods, commune)

    def hours(self, periods: Sequence[Period], commune: str | None = None) -> dict[tuple[int, int], int]:
        """Questions by weekday (0 is Monday) and hour."""
        sql, values = _where(periods, commune)
        with self._files.reading() as connection:
            rows = connection.execute(
                f"select weekday, hour, sum(questions) from hours where {sql} group by 1, 2", values
            )
            return {(weekday, hour): questions for weekday, hour, questions in rows}

    def hours_by_commune(self, periods: Sequence[Period]) -> list[tuple[str, int, int, int]]:
        """Questions by commune, weekday and hour."""
        sql, values = _where(periods, None)
        with self._files.reading() as connection:
            return connection.execute(
                f"select locality, weekday, hour, sum(questions) from hours where {sql} group by 1, 2, 3", values
            ).fetchall()

    def reasons(self, periods: Sequence[Period], commune: str | None = None) -> list[tuple[str, str, str, int]]:
        """Turns by commune, outcome and reason."""
        sql, values = _where(periods, commune)
        with self._files.reading() as connection:
            return connection.execute(
                f"select locality, outcome, reason, sum(turns) from reasons where {sql} group by 1, 2, 3", values
            ).fetchall()

    def reach(self, periods: Sequence[Period]) -> dict[tuple[str, str, str], tuple[int, int]]:
        """Distinct and returning residents by period, commune and channel; `*` stands for all of them."""
        marks = ", ".join("?" * len(periods))
        with self._files.reading() as connection:
            rows = connection.execute(
                "select periods.id, locality, channel, residents, returning_residents from reach"
                " join periods using (period) join places on places.id = place"
                f" where reach.period in ({marks})",
                [period.key for period in periods],
            )
            return {(period, place, channel): (all_, back) for period, place, channel, all_, back in rows}

    def reply_times(self, periods: Sequence[Period]) -> dict[tuple[str, str], tuple[int, int, int]]:
        """Number of replies, median and 90th percentile in minutes, by period and commune (`*` for all)."""
        marks = ", ".join("?" * len(periods))
        with self._files.reading() as connection:
            rows = connection.execute(
                "select periods.id, locality, replied, median_minutes, p90_minutes from reply_times"
                " join periods using (period) join places on places.id = place"
                f" where reply_times.period in ({marks})",
                [period.key for period in periods],
            )
            return {(period, place): (replied, median, p90) for period, place, replied, median, p90 in rows}

    def measures(self, period: Period, commune: str | None = None) -> Measures:
        """Everything that indicators of a period are made of, but the population."""
        found = self.grouped((), [period], commune)
        sums: Measures = dict(found[0][1]) if found else dict.fromkeys(SUMMED, 0)
        place = WHOLE if commune is None else commune
        residents, returning = self.reach([period]).get((period.id, place, WHOLE), (0, 0))
        _, median, p90 = self.reply_times([period]).get((period.id, place), (0, None, None))
        return sums | {"residents": residents, "returning": returning, "median_minutes": median, "p90_minutes": p90}


def _grouped(
    connection: sqlite3.Connection, by: Sequence[str], periods: Sequence[Period], commune: str | None
) -> list[tuple[tuple[str, ...], Measures]]:
    table = "topics" if "topic" in by else "totals"
    names = [name for name in SUMMED if table == "totals" or name != "assisted_questions"]
    sums = ", ".join(f"cast({_DERIVED.get(name, f'total({name})')} as integer)" for name in names)
    where, values = _where(periods, commune)
    columns = ", ".join(by)
    sql = f"select {columns + ', ' if by else ''}{sums} from {table} where {where}"
    if by:
        sql += f" group by {columns}"
    ids = {period.key: period.id for period in periods}
    found = []
    for row in connection.execute(sql, values):
        key = tuple(ids[value] if name == "period" else value for name, value in zip(by, row, strict=False))
        found.append((key, dict(zip(names, row[len(by) :], strict=True))))
    return found


def _where(periods: Sequence[Period], commune: str | None) -> tuple[str, list[object]]:
    values: list[object] = [period.key for period in periods]
    sql = f"period in ({', '.join('?' * len(periods))})"
    if commune is not None:
        sql += " and locality = ?"
        values.append(commune)
    return sql, values
