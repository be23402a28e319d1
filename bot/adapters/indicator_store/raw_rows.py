"""Single turns for checking by others: no text, no resident, the hour only, in an order that tells nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.adapters.indicator_store.files import IndicatorFiles
from bot.adapters.indicator_store.staging import ITS_QUESTION, TOPIC
from bot.domain.counting_rules import CountingRules
from bot.domain.period import start_of

Row = tuple[str | int | float | None, ...]

# Ordered by what is shown, so that neighbours in the file are not neighbours in a conversation.
_SQL = f"""
select :day, (substr(e.at, 12, 2) + 7) % 24 as hour, coalesce(e.locality, ''), e.channel, e.assisted, e.outcome,
    {TOPIC} as topic, coalesce((select group_concat(value, ' ') from json_each(e.aspects)), ''), coalesce(e.reason, ''),
    e.helped,
    case when e.outcome = 'answered' then exists (select 1 from log.link_clicks c where c.turn = e.turn) end,
    q.code is not null, cast(round((julianday(q.replied_at) - julianday(q.asked_at)) * 1440) as integer)
from log.usage_events e {ITS_QUESTION}
where e.at >= :start and e.at < :end and e.channel not in ({{channels}})
order by 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
"""


class RawRows:
    """Reads the counted turns of a range, one day in memory at a time."""

    def __init__(self, files: IndicatorFiles, rules: CountingRules) -> None:
        self._files = files
        self._channels = rules.test_channels

    def rows(self, first: date, last: date) -> Iterator[Row]:
        """Rows in the order of the raw table's columns."""
        marks = ", ".join(f":channel{number}" for number in range(len(self._channels)))
        values: dict[str, object] = {f"channel{number}": name for number, name in enumerate(self._channels)}
        sql = _SQL.format(channels=marks)
        with self._files.reading() as connection:
            day = first
            while day <= last:
                bounds = {"start": start_of(day), "end": start_of(day + timedelta(days=1))}
                written = {name: moment.isoformat(timespec="milliseconds") for name, moment in bounds.items()}
                yield from connection.execute(sql, values | written | {"day": day.isoformat()})
                day += timedelta(days=1)
