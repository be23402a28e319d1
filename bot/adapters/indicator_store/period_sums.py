"""Adds a changed day to longer periods or takes it out, and counts anew what no sum gives: residents, reply times."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from bot.adapters.indicator_store.cubes import Cube
from bot.domain.period import Period

# The value at place ceil(q * n) of all values in order (nearest rank).
_REPLY_TIMES = """
insert into reply_times
with ranked as (
    select place, minutes,
        sum(questions) over (partition by place order by minutes) as up_to,
        sum(questions) over (partition by place) as replied
    from replies where period = :period
)
select :period, place, max(replied),
    min(case when up_to >= (replied + 1) / 2 then minutes end),
    min(case when up_to >= (replied * 9 + 9) / 10 then minutes end)
from ranked group by place
"""

# Adding up row by row into a small table is faster than sorting millions of rows by commune.
_COMMUNES = """
insert into reach select period, place, channel, 1, days >= :days from residents where period = :period
on conflict do update set residents = residents + 1,
    returning_residents = returning_residents + excluded.returning_residents
"""
_ALL_COMMUNES = """
insert into reach select :period, 0, channel, count(*), sum(days >= :days) from
(select channel, sum(whole_days) as days from residents where period = :period group by channel, resident)
group by channel
"""
_ALL_CHANNELS = """
insert into reach select period, place, '*', sum(residents), sum(returning_residents) from reach
where period = :period group by period, place
"""


def add_to(connection: sqlite3.Connection, cube: Cube, day: Period, period: Period, sign: str) -> None:
    """Adds a day's rows to a longer period (sign is empty) or takes them out (`-`)."""
    dimensions = ", ".join(cube.columns)
    connection.execute(
        f"insert into {cube.table} (period, {dimensions}, {', '.join(cube.measures)})"
        f" select ?, {dimensions}, {', '.join(sign + name for name in cube.measures)} from {cube.table}"
        f" where period = ? on conflict do update set"
        f" {', '.join(f'{name} = {name} + excluded.{name}' for name in cube.measures)}",
        [period.key, day.key],
    )


def count_distinct(connection: sqlite3.Connection, periods: Iterable[Period], returning_days: int) -> None:
    """Counts residents and reply times of periods anew."""
    for period in periods:
        key = {"period": period.key, "days": returning_days}
        connection.execute("delete from reach where period = :period", key)
        for sql in (_COMMUNES, _ALL_COMMUNES, _ALL_CHANNELS):
            connection.execute(sql, key)
        connection.execute("delete from reply_times where period = :period", key)
        connection.execute(_REPLY_TIMES, key)
