"""Makes all roll-ups again; a large log is taken in two parts of the time, at once, on two cores.

Each part makes its days and the periods that lie wholly in it; then they are put together and the rest is added up.
"""

from __future__ import annotations

import gc
import multiprocessing
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from bot.adapters.indicator_store.cubes import CUBES
from bot.adapters.indicator_store.files import IndicatorFiles
from bot.adapters.indicator_store.invariants import check_periods
from bot.adapters.indicator_store.period_sums import add_day, build, count_distinct
from bot.adapters.indicator_store.schema import create_tables
from bot.adapters.indicator_store.staging import Staging
from bot.adapters.indicator_store.working_calendar import WorkingCalendar
from bot.domain.counting_rules import CountingRules
from bot.domain.errors import StoreError
from bot.domain.period import ABOVE_DAY, Grain, Period

Progress = Callable[[int, int], None]

# Below so many changes of the log a second process takes longer to start than it saves.
PARALLEL_FROM = 200_000
# Which periods are added up from which shorter ones.
_BUILT_FROM = (
    (Grain.WEEK, Grain.DAY), (Grain.MONTH, Grain.DAY), (Grain.QUARTER, Grain.MONTH), (Grain.YEAR, Grain.QUARTER)
)  # fmt: skip


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
            self.fill(connection, days, _periods(days), lambda done: progress(done, len(days)))
        else:
            self._fill_both(connection, parts, len(days), progress)
        connection.executemany("insert into rolled_days values (?, ?)", [(str(day), changes[day]) for day in days])
        connection.execute("commit")
        return len(days)

    def fill(
        self,
        connection: sqlite3.Connection,
        days: Sequence[date],
        periods: Iterable[Period],
        tell: Callable[[int], None],
    ) -> None:
        """Makes the rows of days, and of those of the longer periods that are named."""
        staging = Staging(connection, self._rules, self._calendar)
        with _without_collector():
            for number, day in enumerate(days, start=1):
                add_day(connection, staging, day)
                tell(number)
        self._finish(connection, {Period.containing(day, Grain.DAY) for day in days}.union(periods))

    def _finish(self, connection: sqlite3.Connection, periods: set[Period]) -> None:
        for grain, part in _BUILT_FROM:
            for period in sorted((period for period in periods if period.grain is grain), key=lambda found: found.key):
                build(connection, period, part)
        count_distinct(connection, periods, self._rules.returning_days)
        check_periods(connection, periods)

    def _fill_both(
        self, connection: sqlite3.Connection, parts: Sequence[Sequence[date]], number: int, progress: Progress
    ) -> None:
        mine, theirs = parts
        shared = _periods(mine) & _periods(theirs)
        path = self._files.second_part
        path.unlink(missing_ok=True)
        here, there = multiprocessing.get_context("spawn").Pipe(duplex=False)
        helper = multiprocessing.get_context("spawn").Process(
            target=_fill_second, args=(self, path, theirs, _periods(theirs) - shared, there)
        )
        helper.start()
        there.close()
        done = {"mine": 0, "theirs": 0}

        def tell(so_far: int) -> None:
            done["mine"] = so_far
            while here.poll():
                done["theirs"] = here.recv()
            progress(done["mine"] + done["theirs"], number)

        try:
            self.fill(connection, mine, _periods(mine) - shared, tell)
            problem = _wait(here)
            if problem:
                raise StoreError(problem)
            connection.execute("commit")
            _take_over(connection, path)
            connection.execute("begin")
            self._finish(connection, shared)
            progress(number, number)
        finally:
            helper.terminate()
            helper.join()
            path.unlink(missing_ok=True)


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


def _fill_second(rebuild: Rebuild, path: Path, days: Sequence[date], periods: set[Period], parent: Connection) -> None:
    """The second process; it ends when the first one is gone, because telling it fails."""
    try:
        with closing(rebuild._files.open_new(path)) as connection:
            create_tables(connection)
            connection.execute("begin")
            rebuild.fill(connection, days, periods, parent.send)
            connection.execute("commit")
        parent.send("")
    except BrokenPipeError:
        path.unlink(missing_ok=True)
    except Exception as error:
        parent.send(f"{type(error).__name__}: {error}")


def _wait(helper: Connection) -> str:
    """What the second process says in the end; nothing when all is well."""
    try:
        while True:
            told = helper.recv()
            if isinstance(told, str):
                return told
    except EOFError:
        return "the second process of the rebuild ended before its time. Next step: run `troly roll-up --rebuild` again"


def _take_over(connection: sqlite3.Connection, path: Path) -> None:
    """Puts the rows of the second file into the first; places have other numbers there."""
    connection.execute("attach database ? as second", [str(path)])
    connection.execute("begin")
    connection.execute("insert or ignore into places (locality) select locality from second.places order by id")
    connection.execute("insert or ignore into periods select * from second.periods")
    own = {cube.table: [name for name, *_ in (("period",), *cube.dimensions)] + list(cube.measures) for cube in CUBES}
    own |= {
        table: [row[1] for row in connection.execute(f"pragma main.table_info({table})")]
        for table in ("reach", "reply_times")
    }
    for table, columns in own.items():
        if "place" in columns:
            chosen = ", ".join("mine.id" if name == "place" else f"row.{name}" for name in columns)
            source = (
                f"second.{table} row cross join second.places theirs on theirs.id = row.place"
                " cross join main.places mine on mine.locality = theirs.locality"
            )
        else:
            chosen, source = ", ".join(columns), f"second.{table}"
        connection.execute(f"insert into main.{table} ({', '.join(columns)}) select {chosen} from {source}")
    connection.execute("commit")
    connection.execute("detach database second")


def changes_of(connection: sqlite3.Connection) -> dict[date, int]:
    """How often each local day of the log has changed."""
    rows = connection.execute(
        "select day, changes from log.day_changes where day >= (select date(min(at), '+7 hours') from log.usage_events)"
    )
    return {date.fromisoformat(day): changes for day, changes in rows}


def quiet(_done: int, _of: int) -> None:
    """The progress that nobody looks at."""


def _periods(days: Iterable[date]) -> set[Period]:
    return {Period.containing(day, grain) for day in days for grain in ABOVE_DAY}


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
