"""Rows in memory are grouped, added up and counted like the same rows in a database."""

from __future__ import annotations

import random
import sqlite3

import numpy as np
import pytest

from bot.adapters.indicator_store.counted import Counted, Dimension
from bot.adapters.indicator_store.distinct import reach_of, reply_times_of

PLACES = ("", "xa_001", "xa_002")


def table(rows: list[tuple[str, int, int]]) -> Counted:
    """A text, a number and what was counted."""
    texts, numbers, counts = zip(*rows, strict=True) if rows else ((), (), ())
    return Counted.grouped(
        [Dimension.of(texts), Dimension(None, np.array(numbers, np.int64))], [np.array(counts, np.int64)]
    )


@pytest.fixture
def turns() -> list[tuple[str, int, int]]:
    chance = random.Random(3)
    return [(chance.choice(PLACES), chance.randrange(-4, 2**62, 2**60), chance.randrange(9)) for _ in range(500)]


def by_sql(rows: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    with sqlite3.connect(":memory:") as database:
        database.execute("create table turns (place, number, counted)")
        database.executemany("insert into turns values (?, ?, ?)", rows)
        return database.execute("select place, number, sum(counted) from turns group by 1, 2 order by 1, 2").fetchall()


def test_rows_are_grouped_as_sql_groups_them(turns):
    assert list(table(turns).rows()) == by_sql(turns)


def test_tables_of_which_each_knows_other_values_add_up(turns):
    parts = [table([row for row in turns if row[0] != place]) for place in PLACES]
    assert list(Counted.sum([*parts, table([])]).rows()) == by_sql(turns + turns)


def test_nothing_counted_adds_up_to_nothing():
    assert list(Counted.sum([table([]), table([])]).rows()) == []
    assert list(reply_times_of(table([])).rows()) == []


def test_who_asks_in_two_communes_is_one_resident_of_all_and_one_of_each():
    rows = [("web", 7, "xa_001", 2, 2), ("web", 7, "xa_002", 1, 0), ("zalo", 8, "xa_001", 1, 1)]
    channel, resident, place, days, whole_days = zip(*rows, strict=True)
    columns = [Dimension.of(channel), Dimension(None, np.array(resident)), Dimension.of(place)]
    found = reach_of(Counted.grouped(columns, [np.array(days), np.array(whole_days)]), returning_days=2)
    assert set(found.rows()) == {
        ("xa_001", "web", 1, 1), ("xa_001", "zalo", 1, 0), ("xa_001", "*", 2, 1),
        ("xa_002", "web", 1, 0), ("xa_002", "*", 1, 0),
        ("*", "web", 1, 1), ("*", "zalo", 1, 0), ("*", "*", 2, 1),
    }  # fmt: skip


def test_times_to_a_reply_are_of_the_nearest_rank():
    rows = [("xa_001", 30, 1), ("xa_001", 10, 5), ("xa_001", 20, 4), ("xa_002", 5, 1)]
    assert list(reply_times_of(table(rows)).rows()) == [("xa_001", 10, 10, 20), ("xa_002", 1, 5, 5)]
