"""Reads dumps of official procedures: JSON lines, in the shape of a list or of full records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.domain.errors import CatalogueError
from bot.domain.national_import import DumpEntry

MOST_PROBLEMS = 20
LIST_KEYS = frozenset({"code", "name", "departments", "url"})
RECORD_KEYS = frozenset({"code", "name", "documents", "fee", "url"})
RECORD_FIELDS = ("documents", "fee", "duration", "submit_where", "online_level", "steps_excerpt", "legal_basis")


class Shape(StrEnum):
    """Which dump it is: a list of all procedures, or full records of some."""

    LIST = "list"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump that was read.

    Attributes:
        entries: every procedure, for the long tail.
        records: fields as text by code, for comparing with curated topics.
        date: newest day that any line was copied on.
    """

    shape: Shape
    entries: tuple[DumpEntry, ...]
    records: Mapping[str, Mapping[str, str]]
    date: date


def read_dump(path: Path) -> Dump:
    """Reads a dump. Raises CatalogueError with its wrong lines, or when it has neither shape."""
    problems: list[str] = []
    rows = list(_rows(path, problems))
    shape = _shape(path, rows, problems)
    entries: list[DumpEntry] = []
    records: dict[str, Mapping[str, str]] = {}
    days: list[date] = []
    for number, row in rows:
        try:
            entry = _list_entry(row) if shape is Shape.LIST else _record_entry(row)
            days.append(date.fromisoformat(str(row["source_date"])[:10]))
        except (KeyError, ValueError, TypeError) as error:
            problems.append(f"{path.name}:{number}: expected a procedure like the others, got: {error!r}")
            continue
        entries.append(entry)
        records.setdefault(entry.code, _record(row, entry, shape))
    if problems:
        raise CatalogueError(problems[:MOST_PROBLEMS])
    return Dump(shape, tuple(entries), records, max(days))


def _rows(path: Path, problems: list[str]) -> Iterable[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError([f"{path}: expected JSON lines in UTF-8, got: {error}"]) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            row = error
        if isinstance(row, dict):
            yield number, row
        else:
            problems.append(f"{path.name}:{number}: expected a JSON object, got: {str(row)[:80]}")


def _shape(path: Path, rows: list[tuple[int, dict[str, Any]]], problems: list[str]) -> Shape:
    keys = frozenset(rows[0][1]) if rows else frozenset()
    if keys >= LIST_KEYS:
        return Shape.LIST
    if keys >= RECORD_KEYS:
        return Shape.RECORDS
    raise CatalogueError([
        *problems[:MOST_PROBLEMS],
        f"{path.name}: expected the keys {', '.join(sorted(LIST_KEYS))} or {', '.join(sorted(RECORD_KEYS))}, "
        f"got {', '.join(sorted(keys)) or 'no line'}",
    ])  # fmt: skip


def _list_entry(row: Mapping[str, Any]) -> DumpEntry:
    return DumpEntry(
        code=_text(row, "code"),
        name=_text(row, "name"),
        fields=_texts(row, "fields"),
        offices=_texts(row, "departments"),
        issuer=_text(row, "issued_by"),
        kind=_text(row, "type"),
        link=_text(row, "url"),
    )


def _record_entry(row: Mapping[str, Any]) -> DumpEntry:
    where = _text(row, "submit_where")
    return DumpEntry(
        code=_text(row, "code"),
        name=_text(row, "name"),
        fields=(_text(row, "field"),),
        offices=(where,) if where else (),
        issuer=_text(row, "issuer"),
        kind=str(row.get("type") or ""),
        link=_text(row, "url"),
    )


def _record(row: Mapping[str, Any], entry: DumpEntry, shape: Shape) -> dict[str, str]:
    fields = {"name": entry.name, "link": entry.link}
    if shape is Shape.RECORDS:
        fields |= {name: _flat(row.get(name)) for name in RECORD_FIELDS if row.get(name)}
    return fields


def _flat(value: Any) -> str:
    """A field of any shape as one text."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_flat(found)}" for key, found in value.items() if found not in ("", None, []))
    if isinstance(value, list):
        return " | ".join(map(_flat, value))
    return str(value)


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row[key]
    if not isinstance(value, str):
        raise TypeError(f"{key}: expected a text, got {type(value).__name__}")
    return value.strip()


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = row[key]
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{key}: expected a list of texts, got {str(values)[:60]}")
    return tuple(values)
