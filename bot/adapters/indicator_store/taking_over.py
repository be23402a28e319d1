"""Puts the rows of a second file into the first."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.adapters.indicator_store.cubes import CUBES


def take_over(connection: sqlite3.Connection, path: Path) -> None:
    """Puts the rows of the second file into the first; places have other numbers there."""
    connection.execute("attach database ? as second", [str(path)])
    connection.execute("begin")
    connection.execute("insert or ignore into places (locality) select locality from second.places order by id")
    connection.execute("insert or ignore into periods select * from second.periods")
    own = {cube.table: ["period", *cube.columns, *cube.measures] for cube in CUBES}
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
