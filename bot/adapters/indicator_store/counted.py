"""Rows of a roll-up table in memory, by column: adding millions of them up is faster here than in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Value = str | int
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column to group by.

    Attributes:
        values: what may stand in it, in the order of the database; None where the places are themselves the values.
        places: for each row, the place of its value among them.
    """

    values: Sequence[Value] | None
    places: Numbers

    @classmethod
    def of(cls, texts: Sequence[str]) -> Dimension:
        """A column of texts."""
        values = sorted(set(texts))
        place = {text: number for number, text in enumerate(values)}
        return cls(values, np.fromiter(map(place.__getitem__, texts), np.int64, len(texts)))

    @classmethod
    def joined(cls, parts: Sequence[Dimension]) -> Dimension:
        """The same column of several tables, one below the other."""
        if parts[0].values is None:
            return cls(None, np.concatenate([part.places for part in parts]))
        values = sorted({value for part in parts for value in part.values or ()})  # type: ignore[type-var]
        place = {value: number for number, value in enumerate(values)}
        moved = [np.array([place[value] for value in part.values or ()], np.int64)[part.places] for part in parts]
        return cls(values, np.concatenate(moved))

    def at(self, rows: Numbers) -> Dimension:
        """The column of some rows."""
        return Dimension(self.values, self.places[rows])

    def listed(self) -> list[Value]:
        """The values themselves."""
        places: list[int] = self.places.tolist()
        return list(places) if self.values is None else list(map(self.values.__getitem__, places))


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows in the order of their key: dimensions, and what was counted for each combination of their values."""

    dimensions: tuple[Dimension, ...]
    measures: tuple[Numbers, ...]

    @classmethod
    def grouped(cls, dimensions: Sequence[Dimension], measures: Sequence[Numbers]) -> Counted:
        """One row for each combination that occurs, with the sums of its measures."""
        keys = _keys(dimensions)
        order = np.lexsort(keys[::-1])
        is_first = np.ones(len(order), bool)
        is_first[1:] = np.logical_or.reduce([key[order[1:]] != key[order[:-1]] for key in keys])
        starts = np.flatnonzero(is_first)
        return cls(
            tuple(dimension.at(order[starts]) for dimension in dimensions),
            tuple(np.add.reduceat(measure[order], starts) for measure in measures),
        )

    @classmethod
    def sum(cls, parts: Sequence[Counted]) -> Counted:
        """The same table of several times, added up."""
        if len(parts) == 1:
            return parts[0]
        dimensions = [Dimension.joined(columns) for columns in zip(*(part.dimensions for part in parts), strict=True)]
        measures = [np.concatenate(columns) for columns in zip(*(part.measures for part in parts), strict=True)]
        return cls.grouped(dimensions, measures)

    def rows(self) -> Iterator[Row]:
        """Dimensions and measures of each row."""
        columns = [dimension.listed() for dimension in self.dimensions]
        return zip(*columns, *(measure.tolist() for measure in self.measures), strict=True)


def _keys(dimensions: Sequence[Dimension]) -> list[Numbers]:
    """Columns to sort by; neighbours with few values are one number together, which sorts faster."""
    keys: list[Numbers] = []
    before: Dimension | None = None
    for dimension in dimensions:
        if before and before.values is not None and dimension.values is not None:
            keys[-1] = keys[-1] * len(dimension.values) + dimension.places
        else:
            keys.append(dimension.places)
        before = dimension
    return keys
