"""SQLite: one table a table, ready for Datasette."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bot.domain.table import Table

_TYPES = {"text": "text", "day": "text", "integer": "integer", "number": "real"}


def write(tables: Sequence[Table], path: Path) -> None:
    """Writes one database file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in tables:
            columns = ", ".join(f'"{column.id}" {_TYPES[column.kind]}' for column in table.form.columns)
            connection.execute(f'create table "{table.form.id}" ({columns})')
            marks = ", ".join("?" * len(table.form.columns))
            connection.executemany(f'insert into "{table.form.id}" values ({marks})', table.rows)
