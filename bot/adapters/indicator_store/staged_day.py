"""One local day of the log in memory, by column; and how its turns are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.adapters.indicator_store.counted import Counted, Dimension, Numbers
from bot.domain.counting_rules import WHOLE


@dataclass(slots=True)
class StagedDay:
    """The counted turns of a day.

    Attributes:
        dimensions: columns to group by; `place` is `locality` where a table has its number in the indicator's file.
        residents: who asked, as a number.
        minutes: minutes from question to reply; of no meaning where there is none.
        flags: what each turn is counted as, 0 or 1.
    """

    dimensions: dict[str, Dimension]
    residents: Numbers
    minutes: Numbers
    flags: dict[str, Numbers] = field(default_factory=dict)


def grouped(day: StagedDay, by: Sequence[str], measures: Sequence[str]) -> Counted:
    """Each combination of values that occurs, with its number of turns and sums of flags.

    The first measure is the number of turns, the others are names of flags.
    """
    counts = [np.ones_like(day.residents), *(day.flags[name] for name in measures[1:])]
    return Counted.grouped([day.dimensions[name] for name in by], counts)


def residents_of(day: StagedDay) -> Counted:
    """Who asked for themselves, by channel and place; the last column marks one place for each, their first by name."""
    asked = np.flatnonzero(day.flags["questions"] & ~day.flags["assisted"])
    columns = (day.dimensions["channel"], Dimension(None, day.residents), day.dimensions["place"])
    found = Counted.grouped([column.at(asked) for column in columns], []).dimensions
    channel, resident = found[0].places, found[1].places
    is_first = np.ones_like(resident)
    is_first[1:] = (channel[1:] != channel[:-1]) | (resident[1:] != resident[:-1])
    return Counted(found, (np.ones_like(resident), is_first))


def replies_of(day: StagedDay) -> Counted:
    """How many questions were replied to after so many minutes, by place and for all of them."""
    replied = np.flatnonzero(day.flags["replied"])
    place, minutes = day.dimensions["place"].at(replied), Dimension(None, day.minutes[replied])
    everywhere = Dimension((WHOLE,), np.zeros_like(replied))
    columns = [Dimension.joined([place, everywhere]), Dimension.joined([minutes, minutes])]
    return Counted.grouped(columns, [np.ones_like(columns[1].places)])
