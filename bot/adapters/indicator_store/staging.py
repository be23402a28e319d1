"""Reads one local day of the log, once; all roll-ups of that day are made of what is read."""

from __future__ import annotations

import hashlib
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from bot.adapters.indicator_store.counted import Dimension, Numbers
from bot.adapters.indicator_store.staged_day import StagedDay
from bot.adapters.indicator_store.working_calendar import WorkingCalendar
from bot.domain.counting_rules import CountingRules
from bot.domain.period import start_of

_KEPT_NUMBERS = 200_000
# The first topic is the one that the answer is about; a question back offers several, so it is about none yet.
TOPIC = "case when e.outcome = 'clarified' then '' else coalesce(json_extract(e.topics, '$[0]'), '') end"
# A turn has one question as a rule; the first by its code where an old log holds more.
ITS_QUESTION = """left join log.questions q on q.turn = e.turn
    and not exists (select 1 from log.questions o where o.turn = q.turn and o.code < q.code)"""

# What a turn is counted as, 0 or 1. They are read as the bits of one number: columns would cost more than the rest.
# `case` keeps SQLite from looking for clicks and later answers where there can be none; `and` would not.
_FLAGS = {
    "assisted": "e.assisted <> 0",
    "questions": "e.outcome <> 'smalltalk'",
    "helped": "e.helped is 1",
    "not_helped": "e.helped is 0",
    "answers": "e.outcome = 'answered'",
    "opened": """case when e.outcome = 'answered' then
        exists (select 1 from log.link_clicks c where c.turn = e.turn) else 0 end""",
    "handed": "q.code is not null",
    "dismissed": "q.state is 'dismissed' and q.replied_at is null",
    "replied": "q.replied_at is not null",
    "in_time": "case when q.replied_at is null then 0 else is_in_time(q.asked_at, q.replied_at) end",
    "outdated": "e.outcome = 'answered' and e.reason is 'past_review'",
}
_BITS = " | ".join(f"(({sql}) << {place})" for place, sql in enumerate(_FLAGS.values()))
_COUNTED = "e.at >= :start and e.at < :end and e.channel not in (select channel from test_channels)"
_DAY = f"""
select e.at, coalesce(e.locality, ''), e.channel, e.outcome, {TOPIC}, coalesce(e.reason, ''), e.resident,
    (substr(e.at, 12, 2) * 60 + substr(e.at, 15, 2) + 420) % 1440, {_BITS},
    coalesce(cast(round((julianday(q.replied_at) - julianday(q.asked_at)) * 1440) as integer), 0)
from log.usage_events e indexed by idx_usage_events_at
{ITS_QUESTION}
where {_COUNTED}
"""
_WIDTH = 10
_ANSWERS = """
select resident, at from log.usage_events indexed by idx_usage_events_at
where at >= :start and at < :end and outcome = 'answered' order by at
"""
_ASKED = f"""
select e.resident, {TOPIC} from log.usage_events e indexed by idx_usage_events_at where {_COUNTED}
"""


class Staging:
    """Reads days of the log by one connection; days that follow one another are read fastest."""

    def __init__(self, connection: sqlite3.Connection, rules: CountingRules, calendar: WorkingCalendar) -> None:
        self._connection = connection
        self._rules = rules
        self._calendar = calendar
        self._asked: dict[date, Numbers] = {}  # who asked about what on the days before
        calendar.put_into(connection)
        connection.execute("create temp table test_channels (channel text primary key)")
        connection.executemany("insert into test_channels values (?)", [(name,) for name in rules.test_channels])

    def stage(self, day: date) -> StagedDay:
        """The counted turns of a local day."""
        rows = self._connection.execute(_DAY, _bounds(day))
        at, locality, channel, outcome, topic, reason, resident, minute, bits, minutes = _columns(rows)
        who, of_day, flag_bits = _numbers(map(number_of, resident)), _numbers(minute), _numbers(bits)
        flags = {name: flag_bits >> place & 1 for place, name in enumerate(_FLAGS)}
        flags["outside_hours"] = flags["questions"] & self._closed(day)[of_day]
        flags["resolved"] = self._resolved(day, at, resident, outcome)
        dimensions = {
            "locality": Dimension.of(locality),
            "channel": Dimension.of(channel),
            "outcome": Dimension.of(outcome),
            "topic": Dimension.of(topic),
            "reason": Dimension.of(reason),
            "assisted": Dimension((0, 1), flags["assisted"]),
            "weekday": Dimension((day.weekday(),), np.zeros_like(of_day)),
            "hour": Dimension(range(24), of_day // 60),
        }
        dimensions["place"] = dimensions["locality"]
        flags["with_topic"], flags["repeated"] = self._repeated(day, who, dimensions["topic"])
        return StagedDay(dimensions, who, _numbers(minutes), flags)

    def _closed(self, day: date) -> Numbers:
        """1 for each minute of a local day in which the office does not work."""
        closed = np.ones(24 * 60, np.int64)
        for first, end in self._calendar.open_minutes(day):
            closed[first:end] = 0
        return closed

    def _resolved(
        self, day: date, at: Sequence[str], residents: Sequence[str | None], outcomes: Sequence[str]
    ) -> Numbers:
        """Which turns were asked back and answered soon after, perhaps after midnight."""
        soon = timedelta(minutes=self._rules.resolved_minutes)
        asked_back = [place for place, outcome in enumerate(outcomes) if outcome == "clarified"]
        answers: dict[str | None, list[str]] = {residents[place]: [] for place in asked_back}
        answers.pop(None, None)
        for resident, moment in self._connection.execute(_ANSWERS, _bounds(day, soon)):
            if resident in answers:
                answers[resident].append(moment)
        found = np.zeros(len(at), np.int64)
        for place in asked_back:
            later = answers.get(residents[place], [])
            first = bisect_right(later, at[place])
            if first < len(later):
                found[place] = later[first] <= _written(datetime.fromisoformat(at[place]) + soon)
        return found

    def _repeated(self, day: date, residents: Numbers, topics: Dimension) -> tuple[Numbers, Numbers]:
        """Which turns have a topic, and which repeat: the same resident asked about it on one of the days before."""
        days = [day - timedelta(days=back) for back in range(1, self._rules.repeated_days + 1)]
        self._asked = {
            before: self._asked[before] if before in self._asked else self._asked_on(before) for before in days
        }
        with_topic, asked = _asked(residents, topics)
        repeated = with_topic.copy()
        repeated[with_topic == 1] = np.isin(asked, np.concatenate(list(self._asked.values())))
        self._asked[day] = np.unique(asked)
        return with_topic, repeated

    def _asked_on(self, day: date) -> Numbers:
        residents, topics = list(zip(*self._connection.execute(_ASKED, _bounds(day)), strict=True)) or ((), ())
        return np.unique(_asked(_numbers(map(number_of, residents)), Dimension.of(topics))[1])


def _asked(residents: Numbers, topics: Dimension) -> tuple[Numbers, Numbers]:
    """Which turns have a topic, and who asked about what in them, as numbers."""
    names = list(map(str, topics.values or ()))
    has_topic = np.array([name != "" for name in names], bool)[topics.places]
    numbers = _numbers(map(number_of, names))[topics.places]
    return has_topic.astype(np.int64), (residents ^ numbers)[has_topic]


@lru_cache(_KEPT_NUMBERS)
def number_of(resident: str | None) -> int:
    """A resident's key as a number of 63 bits, which sorts and counts much faster than text."""
    digest = hashlib.blake2b((resident or "").encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _columns(rows: Iterable[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    return list(zip(*rows, strict=True)) or [()] * _WIDTH


def _numbers(values: Iterable[int]) -> Numbers:
    return np.array(list(values), np.int64)


def _bounds(day: date, after: timedelta = timedelta()) -> dict[str, str]:
    """A local day as the log writes it; `after` is the time after midnight that belongs to it."""
    return {"start": _written(start_of(day)), "end": _written(start_of(day + timedelta(days=1)) + after)}


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
