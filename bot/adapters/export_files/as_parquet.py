"""Parquet, one file a table in a ZIP; DuckDB writes it from a CSV stream, so that no table is held in memory here."""

from __future__ import annotations

import csv
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from bot.domain.table import Table

_TYPES = {"text": "VARCHAR", "day": "DATE", "integer": "BIGINT", "number": "DOUBLE"}
_NULL = "\\N"


def write(tables: Sequence[Table], path: Path) -> None:
    """Writes a ZIP of Parquet files."""
    import duckdb

    with (
        tempfile.TemporaryDirectory() as folder,
        duckdb.connect() as connection,
        zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive,
    ):
        for table in tables:
            source, target = Path(folder) / "rows.csv", Path(folder) / f"{table.form.id}.parquet"
            with source.open("w", encoding="utf-8", newline="") as file:
                rows = ([_NULL if value is None else value for value in row] for row in table.rows)
                csv.writer(file).writerows(rows)
            columns = ", ".join(f"'{column.id}': '{_TYPES[column.kind]}'" for column in table.form.columns)
            connection.execute(  # names are declared, paths are our own
                f"copy (select * from read_csv('{source}', header = false, auto_detect = false, nullstr = '{_NULL}',"
                f" columns = {{{columns}}}, delim = ',', quote = '\"', escape = '\"', parallel = false))"
                f" to '{target}' (format parquet)"
            )
            archive.write(target, target.name)
            target.unlink()
