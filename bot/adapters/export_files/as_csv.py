"""CSV for Excel: UTF-8 with a byte order mark, one file a table in a ZIP; formulas are made harmless."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from bot.domain.table import Table, TableForm, Value

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NEUTRAL = "'"


def write(tables: Sequence[Table], path: Path) -> None:
    """Writes a ZIP of CSV files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for table in tables:
            with (
                archive.open(f"{table.form.id}.csv", "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, encoding="utf-8", newline="") as file,
            ):
                write_table(table.form, table.rows, file)


def write_table(form: TableForm, rows: Iterable[tuple[Value, ...]], file: TextIO) -> None:
    """Writes one table with its heading, row by row."""
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow([column.id for column in form.columns])
    writer.writerows([neutral(value) for value in row] for row in rows)


def neutral(value: Value) -> Value:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay as they are."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return NEUTRAL + value
    return value
