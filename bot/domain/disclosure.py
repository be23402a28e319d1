"""Which cells of published tables must stay hidden, so that no small count can be read or worked out.

A cell from 1 to 4 is hidden. Whoever knows the sums could subtract, so further cells are hidden until none of them
can be worked out from everything that is published: neither from one sum nor by combining sums over breakdowns and
periods.
What was published stays published and what was hidden stays hidden: two releases tell no more than the newer one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

LEAST_SHOWN = 5
Cell = Any  # whatever can be a key


@dataclass(frozen=True, slots=True)
class Sum:
    """A total that is the sum of its parts."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The total and the parts."""
        return (self.total, *self.parts)


def hidden_cells(
    values: Mapping[Cell, int],
    sums: Sequence[Sum],
    *,
    shown_before: Collection[Cell] = (),
    hidden_before: Collection[Cell] = (),
    least: int = LEAST_SHOWN,
) -> set[Cell]:
    """The cells to hide.

    Raises:
        ValueError: a sum does not hold, or a small cell cannot be protected because its sums were published before.
    """
    for found in sums:
        if values[found.total] != sum(values[part] for part in found.parts):
            raise ValueError(f"{found.total!r}: expected the sum of its parts")
    shown = set(shown_before)
    hidden = set(hidden_before) | {cell for cell, value in values.items() if 0 < value < least and cell not in shown}
    while True:
        weak = [found for found in sums if _is_weak(found, values, hidden, least)]
        if weak:
            for found in weak:
                if not _is_weak(found, values, hidden, least):
                    continue  # made safe by what another sum has hidden just now
                more = _choice(found, values, hidden, shown)
                if more is None:
                    raise ValueError(f"{found.total!r}: expected a cell that can still be hidden")
                hidden.add(more)
            continue
        solved = worked_out(hidden, sums)
        if not solved:
            return hidden
        for cell in sorted(solved, key=repr):
            around = [found for found in sums if cell in found.cells]
            choices = {more for found in around if (more := _choice(found, values, hidden, shown)) is not None}
            if not choices:
                raise ValueError(f"{cell!r}: expected a cell near by that can still be hidden")
            hidden.add(min(choices, key=lambda cell: (values[cell], repr(cell))))


def worked_out(hidden: Collection[Cell], sums: Sequence[Sum]) -> set[Cell]:
    """The hidden cells that follow from the shown ones, by any combination of sums (exact elimination)."""
    rows: list[dict[Cell, Fraction]] = []
    pivots: dict[Cell, int] = {}
    for found in sums:
        row = {cell: Fraction(-1) for cell in found.parts if cell in hidden}
        if found.total in hidden:
            row[found.total] = Fraction(1)
        for cell in [cell for cell in row if cell in pivots]:
            if cell in row:
                _subtract(row, rows[pivots[cell]], row[cell])
        if not row:
            continue
        pivot = next(iter(row))
        factor = row[pivot]
        row = {cell: number / factor for cell, number in row.items()}
        for other in rows:
            if pivot in other:
                _subtract(other, row, other[pivot])
        pivots[pivot] = len(rows)
        rows.append(row)
    return {next(iter(row)) for row in rows if len(row) == 1}


def _subtract(row: dict[Cell, Fraction], other: Mapping[Cell, Fraction], factor: Fraction) -> None:
    for cell, number in other.items():
        left = row.get(cell, Fraction(0)) - factor * number
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)


def _is_weak(found: Sum, values: Mapping[Cell, int], hidden: Collection[Cell], least: int) -> bool:
    """Whether one sum alone gives a hidden cell away, or shows that it must be small."""
    parts = [part for part in found.parts if part in hidden]
    if found.total in hidden:
        return not parts
    if not parts:
        return False
    together = sum(values[part] for part in parts)
    return len(parts) == 1 or together - (len(parts) - 1) < least


def _choice(found: Sum, values: Mapping[Cell, int], hidden: Collection[Cell], shown: Collection[Cell]) -> Cell | None:
    """The cell whose loss costs least: the smallest part that may still be hidden, else the total."""
    free = [part for part in found.parts if values[part] and part not in hidden and part not in shown]
    if free:
        return min(free, key=lambda part: (values[part], repr(part)))
    return found.total if found.total not in hidden and found.total not in shown else None
