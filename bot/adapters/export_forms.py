"""Reads `data/export_tables.yml`: the tables of exports and their columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.adapters.yaml_reading import read_safely
from bot.domain.errors import CatalogueError
from bot.domain.table import Column, TableForm

KINDS = ("text", "integer", "number", "day")


def load_forms(path: Path) -> tuple[Mapping[str, TableForm], Mapping[str, TableForm]]:
    """Aggregated and raw tables by id. Raises CatalogueError with every mistake."""
    data = read_safely(path.read_text(encoding="utf-8"))
    columns = {
        name: Column(name, texts["type"], {"vi": texts["vi"], "en": texts["en"]})
        for name, texts in data["columns"].items()
    }
    problems = [
        f"{path.name}: columns.{column.id}.type: expected one of {KINDS}, got {column.kind!r}"
        for column in columns.values()
        if column.kind not in KINDS
    ]
    used = set()
    for section in ("tables", "raw"):
        for name, fields in data[section].items():
            used.update(fields["columns"])
            problems += [
                f"{path.name}: {section}.{name}: expected a declared column, got {column!r}"
                for column in fields["columns"]
                if column not in columns
            ]
    problems += [f"{path.name}: columns.{name}: expected to be used by a table" for name in columns if name not in used]
    if problems:
        raise CatalogueError(problems)
    aggregated, raw = (
        {
            name: TableForm(
                name, {"vi": fields["vi"], "en": fields["en"]}, tuple(columns[column] for column in fields["columns"])
            )
            for name, fields in data[section].items()
        }
        for section in ("tables", "raw")
    )
    return aggregated, raw
