"""Tables as they are exported: declared columns and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `kind` is text, integer, number or day."""

    id: str
    kind: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableForm:
    """What a table holds."""

    id: str
    titles: Mapping[str, str]
    columns: Sequence[Column]

    def row(self, values: Mapping[str, Value]) -> tuple[Value, ...]:
        """Values in the order of the columns; raises KeyError when one is missing."""
        return tuple(values[column.id] for column in self.columns)


@dataclass(frozen=True, slots=True)
class Table:
    """A form with its rows, which may be made while they are read."""

    form: TableForm
    rows: Iterable[tuple[Value, ...]]
