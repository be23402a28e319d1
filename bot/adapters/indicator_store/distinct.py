"""Counts in memory what no sum gives: distinct residents, and times to a reply."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bot.adapters.indicator_store.counted import Counted, Dimension
from bot.domain.counting_rules import WHOLE


def reach_of(residents: Counted, returning_days: int) -> Counted:
    """Distinct residents and those who returned, by place and channel; `*` stands for all places, for all channels."""
    channel, resident, place = residents.dimensions
    days, whole_days = residents.measures
    people = Counted.grouped([channel, resident], [whole_days])
    by_place = _people([place, channel], days >= returning_days)
    everywhere = [_whole(people), people.dimensions[0]]
    by_channel = Counted.sum([by_place, _people(everywhere, people.measures[0] >= returning_days)])
    of_all = Counted((by_channel.dimensions[0], _whole(by_channel)), by_channel.measures)
    return Counted.sum([by_channel, of_all])


def reply_times_of(replies: Counted) -> Counted:
    """Number of replies, median and 90th percentile of the minutes (nearest rank), by place."""
    place, minutes = replies.dimensions
    first = np.flatnonzero(np.diff(place.places, prepend=-1))
    up_to = np.cumsum(replies.measures[0])
    before = up_to[first] - replies.measures[0][first]
    replied = np.add.reduceat(replies.measures[0], first)
    ranks = ((replied + 1) // 2, (replied * 9 + 9) // 10)
    quantiles = [minutes.places[np.searchsorted(up_to, before + rank)] for rank in ranks]
    return Counted((place.at(first),), (replied, *quantiles))


def _people(by: list[Dimension], returns: npt.NDArray[np.bool_]) -> Counted:
    return Counted.grouped(by, [np.ones_like(by[0].places), returns.astype(np.int64)])


def _whole(rows: Counted) -> Dimension:
    return Dimension((WHOLE,), np.zeros_like(rows.dimensions[0].places))
