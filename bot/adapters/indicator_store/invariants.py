"""What must hold after every roll-up; a roll-up that breaks one is not kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from bot.domain.errors import StoreError
from bot.domain.period import Grain, Period

# (what holds, SQL of one side, SQL of the other); both sides give one number for :period.
INVARIANTS: tuple[tuple[str, str, str], ...] = (
    (
        "topics sum to the turns",
        "select total(turns) from totals where period = :period",
        "select total(turns) from topics where period = :period",
    ),
    (
        "topics sum to the questions",
        "select total(questions) from totals where period = :period",
        "select total(questions) from topics where period = :period",
    ),
    (
        "topics sum to the questions handed to officers",
        "select total(handed) from totals where period = :period",
        "select total(handed) from topics where period = :period",
    ),
    (
        "hours sum to the turns",
        "select total(turns) from totals where period = :period",
        "select total(turns) from hours where period = :period",
    ),
    (
        "reasons sum to the turns",
        "select total(turns) from totals where period = :period",
        "select total(turns) from reasons where period = :period",
    ),
    (
        "reply times sum to the replies",
        "select total(replied) from totals where period = :period",
        "select total(questions) from replies where period = :period and place = 0",
    ),
    (
        "reply times of the communes sum to those of all",
        "select total(questions) from replies where period = :period and place = 0",
        "select total(questions) from replies where period = :period and place <> 0",
    ),
    (
        "channels sum to the residents: nobody is counted twice",
        "select count(distinct resident) from residents where period = :period",
        "select total(residents) from reach where period = :period and place = 0 and channel = '*'",
    ),
    (
        "every question is answered or not: nothing is counted in two outcomes",
        "select total(questions) from totals where period = :period",
        "select total(turns) from totals where period = :period and outcome <> 'smalltalk'",
    ),
)
_OF_DAYS = """
select total(turns) from totals where period in
(select period from periods where grain = 'day' and first_day between :first and :last)
"""


def check_periods(connection: sqlite3.Connection, periods: Iterable[Period]) -> None:
    """Checks all invariants. Raises StoreError that names every broken one."""
    broken: list[str] = []
    for period in sorted(periods, key=lambda period: period.key):
        for name, left, right in INVARIANTS:
            # Distinct residents of long periods are counted once, by the sets themselves (unique key).
            if "distinct" in left and period.grain not in (Grain.DAY, Grain.WEEK):
                continue
            _compare(connection, period, name, left, right, broken)
        turns = "select total(turns) from totals where period = :period"
        _compare(connection, period, "days sum to the period", turns, _OF_DAYS, broken)
    if broken:
        raise StoreError("the roll-up does not fit the log; nothing was changed:\n" + "\n".join(broken))


def _compare(
    connection: sqlite3.Connection, period: Period, name: str, left: str, right: str, broken: list[str]
) -> None:
    values = {"period": period.key, "first": period.first.isoformat(), "last": period.last.isoformat()}
    expected, got = (connection.execute(sql, values).fetchone()[0] for sql in (left, right))
    if expected != got:
        broken.append(f"{period.id}: {name}: expected {expected:g}, got {got:g}")
