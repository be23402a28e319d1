"""Writes tables as files, one module a format; `FORMATS` lists them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.adapters.export_files import as_csv, as_json, as_parquet, as_sqlite, as_xlsx
from bot.domain.table import Table

Writer = Callable[[Sequence[Table], Path], None]

# Name of the format, ending of its file, writer. Several tables of CSV and Parquet go into one ZIP file.
FORMATS: dict[str, tuple[str, Writer]] = {
    "csv": (".csv.zip", as_csv.write),
    "xlsx": (".xlsx", as_xlsx.write),
    "json": (".json", as_json.write),
    "parquet": (".parquet.zip", as_parquet.write),
    "sqlite": (".db", as_sqlite.write),
}


def write_file(form: str, tables: Sequence[Table], path: Path) -> None:
    """Writes tables in a format; the file appears when it is whole."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        FORMATS[form][1](tables, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
