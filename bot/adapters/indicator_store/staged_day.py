"""One local day of the log in memory, by column; and how its turns are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Row = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column to group by.

    Attributes:
        values: what may stand in it, in the order of the database.
        places: for each turn, the place of its value among them.
    """

    values: Sequence[str | int]
    places: Numbers

    @classmethod
    def of(cls, texts: Sequence[str]) -> Dimension:
        """A column of texts."""
        values = sorted(set(texts))
        place = {text: number for number, text in enumerate(values)}
        return cls(values, np.fromiter(map(place.__getitem__, texts), np.int64, len(texts)))

    def at(self, places: Iterable[int]) -> list[str | int]:
        """The values at some places."""
        return list(map(self.values.__getitem__, places))


@dataclass(slots=True)
class StagedDay:
    """The counted turns of a day.

    Attributes:
        dimensions: columns to group by; `place` is `locality` by its number in the indicator's file.
        residents: who asked, as a number.
        minutes: minutes from question to reply; of no meaning where there is none.
        flags: what each turn is counted as, 0 or 1.
    """

    dimensions: dict[str, Dimension]
    residents: Numbers
    minutes: Numbers
    flags: dict[str, Numbers] = field(default_factory=dict)


def grouped(day: StagedDay, by: Sequence[str], measures: Sequence[str]) -> Iterator[Row]:
    """Each combination of values that occurs, in order, with its number of turns and sums of flags.

    The first measure is the number of turns, the others are names of flags.
    """
    key = np.zeros_like(day.residents)
    for name in by:
        key = key * len(day.dimensions[name].values) + day.dimensions[name].places
    found, turns = np.unique(key, return_counts=True)
    group = np.searchsorted(found, key)
    columns: list[Sequence[str | int]] = []
    rest = found
    for name in reversed(by):
        rest, places = np.divmod(rest, len(day.dimensions[name].values) or 1)
        columns.insert(0, day.dimensions[name].at(places.tolist()))
    columns.append(turns.tolist())
    for name in measures[1:]:
        sums = np.bincount(group, weights=day.flags[name], minlength=len(found))
        columns.append(sums.astype(np.int64).tolist())
    return zip(*columns, strict=True)


def residents_of(day: StagedDay) -> Iterator[Row]:
    """Who asked for themselves, by channel and place; the last column marks one place for each, their first by name."""
    asked = np.flatnonzero(day.flags["questions"] & ~day.flags["assisted"])
    channel, resident, place = (
        column[asked] for column in (day.dimensions["channel"].places, day.residents, day.dimensions["place"].places)
    )
    order = np.lexsort((place, resident, channel))
    channel, resident, place = channel[order], resident[order], place[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (channel[1:] != channel[:-1]) | (resident[1:] != resident[:-1])
    is_row = is_new.copy()
    is_row[1:] |= place[1:] != place[:-1]
    return zip(
        day.dimensions["channel"].at(channel[is_row].tolist()),
        resident[is_row].tolist(),
        day.dimensions["place"].at(place[is_row].tolist()),
        repeat(1),
        is_new[is_row].astype(np.int64).tolist(),
        strict=False,
    )


def replies_of(day: StagedDay) -> Iterator[Row]:
    """How many questions were replied to after so many minutes, by place; place 0 stands for all of them."""
    replied = np.flatnonzero(day.flags["replied"])
    minutes = day.minutes[replied].tolist()
    places = day.dimensions["place"].at(day.dimensions["place"].places[replied].tolist())
    counts = Counter(zip(places, minutes, strict=True)) + Counter(zip(repeat(0), minutes, strict=False))
    return ((*key, number) for key, number in sorted(counts.items()))
