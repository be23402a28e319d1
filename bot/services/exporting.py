"""Exports: which tables of which days, in which format, with progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from bot.domain.errors import ExportError
from bot.domain.table import Table, TableForm, Value
from bot.services.indicator_tables import IndicatorTables

PROGRESS_EVERY = 50_000
Progress = Callable[[str, int], None]


class RawSource(Protocol):
    """What exporting needs of the log."""

    def rows(self, first: date, last: date) -> Iterator[tuple[Value, ...]]:
        """Single turns without text and without resident."""


class FileWriter(Protocol):
    """Writes tables in a format."""

    def __call__(self, form: str, tables: Sequence[Table], path: Path) -> None:
        """Writes the file; it appears when it is whole."""


class Exporting:
    """Writes files of figures."""

    def __init__(
        self,
        tables: IndicatorTables,
        raw: RawSource,
        raw_forms: Mapping[str, TableForm],
        endings: Mapping[str, str],
        write: FileWriter,
    ) -> None:
        self._tables = tables
        self._raw = raw
        self._raw_forms = raw_forms
        self.endings = endings
        self._write = write

    def export(
        self, folder: Path, form: str, first: date, last: date, *, raw: bool = False, progress: Progress | None = None
    ) -> Path:
        """Writes an export of a range of days, both included, and returns its path.

        Raises:
            ExportError: unknown format, or a range that ends before it begins.
        """
        if form not in self.endings:
            raise ExportError(f"format: expected one of {', '.join(self.endings)}, got {form!r}")
        if last < first:
            raise ExportError(f"range: expected an end on or after {first}, got {last}")
        folder.mkdir(parents=True, exist_ok=True)
        path = self.path(folder, form, first, last, raw=raw)
        tables = self._raw_tables(first, last) if raw else self._tables.tables(first, last)
        told = [Table(table.form, _counted(table, progress)) for table in tables] if progress else tables
        self._write(form, told, path)
        return path

    def path(self, folder: Path, form: str, first: date, last: date, *, raw: bool = False) -> Path:
        """Where an export goes."""
        kind = "luot" if raw else "chi-so"
        return folder / f"troly-{kind}-{first:%Y%m%d}-{last:%Y%m%d}{self.endings[form]}"

    def _raw_tables(self, first: date, last: date) -> list[Table]:
        return [Table(form, self._raw.rows(first, last)) for form in self._raw_forms.values()]


def _counted(table: Table, progress: Progress) -> Iterator[tuple[Value, ...]]:
    number = 0
    for number, row in enumerate(table.rows, start=1):
        if number % PROGRESS_EVERY == 0:
            progress(table.form.id, number)
        yield row
    progress(table.form.id, number)
