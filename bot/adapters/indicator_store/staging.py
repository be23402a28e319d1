"""Reads one local day of the log into a table of plain columns from which all roll-ups of that day are made."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import date, timedelta
from functools import lru_cache

from bot.adapters.indicator_store.working_calendar import WorkingCalendar
from bot.domain.counting_rules import CountingRules
from bot.domain.period import start_of

_KEPT_NUMBERS = 200_000
# The first topic is the one that the answer is about; a question back offers several, so it is about none yet.
TOPIC = "case when e.outcome = 'clarified' then '' else coalesce(json_extract(e.topics, '$[0]'), '') end"
_EARLIER_TOPIC = TOPIC.replace("e.", "p.")
# A turn has one question as a rule; the first by its code where an old log holds more.
ITS_QUESTION = """left join log.questions q on q.turn = e.turn
    and not exists (select 1 from log.questions o where o.turn = q.turn and o.code < q.code)"""

# `case` keeps SQLite from looking for clicks and later answers where there can be none; `and` would not.
_STAGE = f"""
insert into staged
select
    coalesce(e.locality, ''), e.channel, e.assisted, e.outcome, {TOPIC} as topic, coalesce(e.reason, ''),
    number_of(e.resident), (substr(e.at, 12, 2) * 60 + substr(e.at, 15, 2) + 420) % 1440 as minute,
    e.outcome <> 'smalltalk', coalesce(e.helped = 1, 0), coalesce(e.helped = 0, 0),
    e.outcome = 'answered',
    case when e.outcome = 'answered' then exists (select 1 from log.link_clicks c where c.turn = e.turn) else 0 end,
    0,
    q.code is not null, q.state is 'dismissed' and q.replied_at is null, q.replied_at is not null,
    case when q.replied_at is null then 0 else is_in_time(q.asked_at, q.replied_at) end,
    case when e.outcome = 'clarified' then exists (
        select 1 from log.usage_events n where n.resident = e.resident and n.outcome = 'answered'
        and n.at > e.at
        and n.at <= strftime('%Y-%m-%dT%H:%M:%f+00:00', e.at, '+' || :resolved_minutes || ' minutes')
    ) else 0 end,
    0, 0,
    e.outcome = 'answered' and e.reason is 'past_review',
    cast(round((julianday(q.replied_at) - julianday(q.asked_at)) * 1440) as integer)
from log.usage_events e indexed by idx_usage_events_at
{ITS_QUESTION}
where e.at >= :start and e.at < :end and e.channel not in (select channel from test_channels)
"""

_COLUMNS = (
    "locality", "channel", "assisted", "outcome", "topic", "reason", "resident", "minute", "questions", "helped",
    "not_helped", "answers", "opened", "outside_hours", "handed", "dismissed", "replied", "in_time", "resolved",
    "with_topic", "repeated", "outdated", "minutes",
)  # fmt: skip


_RECENT = f"""
insert or ignore into recent
select number_of(p.resident), {_EARLIER_TOPIC}, :day
from log.usage_events p indexed by idx_usage_events_at
where p.at >= :start and p.at < :end and {_EARLIER_TOPIC} <> '' and p.channel not in (select channel from test_channels)
"""


class Staging:
    """The temporary tables of one connection; days that follow one another are staged fastest."""

    def __init__(self, connection: sqlite3.Connection, rules: CountingRules, calendar: WorkingCalendar) -> None:
        self._connection = connection
        self._rules = rules
        self._calendar = calendar
        self._recent: set[date] = set()
        calendar.put_into(connection)
        connection.create_function("number_of", 1, number_of, deterministic=True)
        connection.execute("create temp table test_channels (channel text primary key)")
        connection.executemany("insert into test_channels values (?)", [(name,) for name in rules.test_channels])
        connection.execute(f"create temp table staged ({', '.join(_COLUMNS)})")
        connection.execute(
            "create temp table recent (resident integer, topic text, day integer, primary key (resident, topic, day))"
            " without rowid"
        )

    def stage(self, day: date) -> int:
        """Fills `staged` with the counted turns of a local day; returns how many there are."""
        rules, connection = self._rules, self._connection
        connection.execute("delete from staged")
        bounds = _bounds(day)
        connection.execute(_STAGE, bounds | {"resolved_minutes": rules.resolved_minutes})
        self._mark_outside_hours(day)
        self._mark_repeated(day)
        connection.execute("insert or ignore into places (locality) select distinct locality from staged")
        return int(connection.execute("select count(*) from staged").fetchone()[0])

    def forget(self) -> None:
        """Drops what is remembered of earlier days, because the log may have changed since."""
        self._recent.clear()
        self._connection.execute("delete from recent")

    def _mark_outside_hours(self, day: date) -> None:
        shifts = self._calendar.open_minutes(day)
        if not shifts:
            self._connection.execute("update staged set outside_hours = questions")
            return
        open_now = " or ".join(f"(minute >= {first} and minute < {end})" for first, end in shifts)
        self._connection.execute(f"update staged set outside_hours = 1 where questions and not ({open_now})")

    def _mark_repeated(self, day: date) -> None:
        """A repetition: the same resident asked about the same topic on an earlier day, at most so many days before."""
        wanted = {day - timedelta(days=back) for back in range(1, self._rules.repeated_days + 1)}
        for gone in self._recent - wanted:
            self._connection.execute("delete from recent where day = ?", [gone.toordinal()])
        for missing in sorted(wanted - self._recent):
            self._connection.execute(_RECENT, _bounds(missing) | {"day": missing.toordinal()})
        self._connection.execute(
            "update staged set with_topic = 1, repeated = exists"
            " (select 1 from recent r where r.resident = staged.resident and r.topic = staged.topic)"
            " where topic <> ''"
        )
        self._connection.execute(
            "insert or ignore into recent select resident, topic, ? from staged where with_topic", [day.toordinal()]
        )
        self._recent = wanted | {day}


@lru_cache(_KEPT_NUMBERS)
def number_of(resident: str | None) -> int:
    """A resident's key as a number of 63 bits, which sorts and counts much faster than text."""
    digest = hashlib.blake2b((resident or "").encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _bounds(day: date) -> dict[str, object]:
    start, end = start_of(day), start_of(day + timedelta(days=1))
    return {"start": start.isoformat(timespec="milliseconds"), "end": end.isoformat(timespec="milliseconds")}
