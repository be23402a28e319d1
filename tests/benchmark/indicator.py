"""Prints the figures of docs/indicator-benchmark.md: `python -m tests.benchmark.indicator FOLDER [--rebuild]`.

FOLDER holds a `troly.db`; make one with `python -m tests.indicator.believable_year FOLDER/troly.db 10000000 102`.
`--compare` prints only the comparison of the roll-ups with plain SQL and DuckDB.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from bot.application import IndicatorParts
from bot.bootstrap import build_indicators
from bot.console.indicator_view import SECTIONS, IndicatorView
from bot.console.texts_reader import ConsoleTexts
from bot.domain.period import Period
from bot.settings import read_settings

T = TypeVar("T")
Row = tuple[Any, ...]
YEAR = Period.parse("2026")
RAW_EXPORT = """
import resource, sys
from datetime import date
from pathlib import Path
from bot.bootstrap import build_indicators
from bot.settings import read_settings
parts = build_indicators(read_settings({"TROLY_DATA_DIR": sys.argv[1]}))
path = parts.exporting.export(Path(sys.argv[2]), "csv", date(2026, 1, 1), date(2026, 12, 31), raw=True)
print(path.stat().st_size // 2**20, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def main() -> None:
    """Measures once and prints."""
    folder = sys.argv[1]
    parts = build_indicators(read_settings({"TROLY_DATA_DIR": folder}))
    if "--rebuild" in sys.argv or parts.files.current is None:
        show("full rebuild", parts.roll_up.rebuild)
    if "--compare" in sys.argv:
        compare(Path(folder) / "troly.db", parts)
        return
    texts = ConsoleTexts.load()

    def page(text: str, commune: str | None) -> None:
        period = Period.parse(text)
        view = IndicatorView(parts.indicators, texts)
        parts.indicators.figures(period, commune)
        for name in SECTIONS:
            view.section(name, period, commune)

    for text in ("2026", "2026-Q4", "2026-10", "2026-W40"):
        for commune in (None, "xa_001"):
            times = [taken(lambda text=text, commune=commune: page(text, commune)) for _ in range(7)]
            print(f"dashboard {text} {commune or 'all'}: median {statistics.median(times) * 1000:.0f} ms")
    with sqlite3.connect(Path(folder) / "troly.db") as log:
        log.execute("update day_changes set changes = changes + 1 where day = (select max(day) from day_changes)")
    show("one changed day", parts.roll_up.run)
    with tempfile.TemporaryDirectory() as made:
        exports = parts.exporting.export
        show("XLSX of the year's aggregates", lambda: exports(Path(made), "xlsx", YEAR.first, YEAR.last))
        started = time.perf_counter()
        command = [sys.executable, "-c", RAW_EXPORT, folder, made]
        size, peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        print(f"raw CSV of all turns: {time.perf_counter() - started:.1f} s, {size} MB zipped, peak memory {peak} MB")
    compare(Path(folder) / "troly.db", parts)
    print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def compare(log: Path, parts: IndicatorParts) -> None:
    """Questions, answers and residents of a year by month, three ways; they must agree to the last turn."""
    import duckdb

    months = [Period.parse(f"2026-{month:02}") for month in range(1, 13)]

    def by_roll_ups() -> list[Row]:
        sums = dict(parts.indicators.over_time(YEAR))
        return [(month.id, *(sums[month][name] for name in ("questions", "answers", "residents"))) for month in months]

    plain = sqlite3.connect(log)
    by_sql = """
        select substr(date(at, '+7 hours'), 1, 7) as month, sum(outcome <> 'smalltalk'), sum(outcome = 'answered'),
            count(distinct case when outcome <> 'smalltalk' and assisted = 0 then resident end)
        from usage_events where channel not in ('test', 'terminal') group by 1 having month < '2027' order by 1"""
    found = {"the roll-ups": show("roll-ups", by_roll_ups)}
    found["plain SQL"] = show("plain SQL on the raw table", lambda: plain.execute(by_sql).fetchall())
    with duckdb.connect() as duck, tempfile.TemporaryDirectory() as made:
        show("copy of five columns as Parquet for DuckDB", lambda: copy(plain, duck, Path(made)))
        by_duck = f"""
            select strftime(cast(substr("at", 1, 19) as timestamp) + interval 7 hours, '%Y-%m') as month,
                count(*) filter (where outcome <> 'smalltalk'), count(*) filter (where outcome = 'answered'),
                count(distinct case when outcome <> 'smalltalk' and assisted = '0' then resident end)
            from '{made}/raw.parquet' where channel not in ('test', 'terminal')
            group by 1 having month < '2027' order by 1"""
        found["DuckDB"] = show("DuckDB over the copy", lambda: duck.execute(by_duck).fetchall())
    same = all(rows == found["plain SQL"] for rows in found.values())
    print("all three give the same figures" if same else f"THEY DIFFER: {found}")


def copy(plain: sqlite3.Connection, duck: Any, folder: Path) -> None:
    """Puts five columns of the log into a Parquet file: DuckDB's package cannot read SQLite by itself."""
    names = ["at", "channel", "outcome", "resident", "assisted"]
    with (folder / "raw.csv").open("w", encoding="utf-8") as file:
        for row in plain.execute(f"select {', '.join(names)} from usage_events"):
            file.write(",".join(map(str, row)) + "\n")
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    source = f"read_csv('{folder}/raw.csv', header = false, columns = {{{columns}}})"
    duck.execute(f"copy (select * from {source}) to '{folder}/raw.parquet' (format parquet)")


def taken(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def show(name: str, work: Callable[[], T]) -> T:
    """Runs once, gives what came out, and prints the seconds: by the clock, of the processor here and in children."""
    before = os.times()
    started_at = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - started_at
    after = os.times()
    own = after.user + after.system - before.user - before.system
    started = after.children_user + after.children_system - before.children_user - before.children_system
    others = f" + {started:.1f} s in another process" if started > 1 else ""
    print(f"{name}: {seconds:.2f} s (processor {own:.1f} s{others}; load {os.getloadavg()[0]:.1f})", flush=True)
    return found


if __name__ == "__main__":
    main()
