"""Makes all roll-ups again; a large log is taken in two parts of the time, at once, on two cores.

Each part makes its days and the periods that lie wholly in it; then they are put together and the rest is added up.
"""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from bot.adapters.indicator_store.files import IndicatorFiles
from bot.adapters.indicator_store.filling import Filling, Sums, sum_of
from bot.adapters.indicator_store.invariants import check_periods
from bot.adapters.indicator_store.second_process import SecondProcess
from bot.adapters.indicator_store.staging import Staging
from bot.adapters.indicator_store.taking_over import take_over
from bot.adapters.indicator_store.working_calendar import WorkingCalendar
from bot.domain.counting_rules import CountingRules
from bot.domain.period import ABOVE_DAY, Grain, Period

Progress = Callable[[int, int], None]

# Below so many changes of the log a second process takes longer to start than it saves.
PARALLEL_FROM = 200_000


class Rebuild:
    """One rebuild into an empty file."""

    def __init__(
        self, files: IndicatorFiles, rules: CountingRules, calendar: WorkingCalendar, parallel_from: int = PARALLEL_FROM
    ) -> None:
        self._files = files
        self._rules = rules
        self._calendar = calendar
        self._parallel_from = parallel_from

    def run(self, connection: sqlite3.Connection, progress: Progress) -> int:
        """Fills the file; returns the number of days."""
        changes = changes_of(connection)
        days = sorted(changes)
        connection.execute("begin")
        parts = _parted(changes) if sum(changes.values()) >= self._parallel_from else [days]
        if len(parts) == 1:
            self.fill(connection, days, (), lambda done: progress(done, len(days)))
        else:
            self._fill_both(connection, parts, len(days), progress)
        connection.executemany("insert into rolled_days values (?, ?)", [(str(day), changes[day]) for day in days])
        connection.execute("commit")
        return len(days)

    def fill(
        self,
        connection: sqlite3.Connection,
        days: Sequence[date],
        left: Collection[Period],
        tell: Callable[[int], None],
    ) -> Sums:
        """Writes days and the periods that they lie in; gives back what they add up to in those that are left."""
        staging = Staging(connection, self._rules, self._calendar)
        with _without_collector():
            sums = Filling(connection, self._rules.returning_days).fill(staging, days, left, tell)
        check_periods(connection, _periods(days, Grain).difference(left))
        return sums

    def _fill_both(
        self, connection: sqlite3.Connection, parts: Sequence[Sequence[date]], number: int, progress: Progress
    ) -> None:
        mine, theirs = parts
        shared = _periods(mine) & _periods(theirs)
        path = self._files.second_part
        with SecondProcess(self._files, path, self.fill, theirs, shared) as second:
            sums = self.fill(connection, mine, shared, lambda done: progress(done + second.done, number))
            their_sums = second.wait()
            connection.execute("commit")
            take_over(connection, path)
            connection.execute("begin")
            filling = Filling(connection, self._rules.returning_days)
            for period in shared:
                filling.write(period, sum_of([sums[period], their_sums[period]]))
            check_periods(connection, shared)
            progress(number, number)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rows of a day are many objects without cycles; looking for cycles among them takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def changes_of(connection: sqlite3.Connection) -> dict[date, int]:
    """How often each local day of the log has changed."""
    rows = connection.execute(
        "select day, changes from log.day_changes where day >= (select date(min(at), '+7 hours') from log.usage_events)"
    )
    return {date.fromisoformat(day): changes for day, changes in rows}


def quiet(_done: int, _of: int) -> None:
    """The progress that nobody looks at."""


def _periods(days: Iterable[date], grains: Iterable[Grain] = ABOVE_DAY) -> set[Period]:
    return {Period.containing(day, grain) for day in days for grain in tuple(grains)}


def _parted(changes: Mapping[date, int]) -> list[list[date]]:
    """The days before and from the first of a month, so that both parts have about as much to do."""
    days = sorted(changes)
    whole, so_far = sum(changes.values()), 0
    found: list[tuple[int, int]] = []
    for number, day in enumerate(days):
        if number and day.month != days[number - 1].month:
            found.append((abs(2 * so_far - whole), number))
        so_far += changes[day]
    if not found:
        return [days]
    cut = min(found)[1]
    return [days[:cut], days[cut:]]
