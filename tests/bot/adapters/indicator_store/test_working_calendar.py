"""Replied in time and outside working hours go by the calendar that the officers' queue goes by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.indicator_store.rows_behind import RowsBehind
from bot.adapters.sqlite_store.desk_settings import SqliteWorkingTime
from bot.domain.period import Period
from bot.domain.working_time import Shift, WorkingTime

NOVEMBER = Period.parse("2026-11")


# Eight working hours of 07:00-11:30 and 13:30-17:00; Tuesday 24 November 2026 is a holiday of the shipped calendar.
@pytest.mark.parametrize(
    ("asked", "replied", "is_in_time"),
    [
        ("2026-11-16 07:00:00", "2026-11-16 17:00:00", True),  # a whole Monday, to the second
        ("2026-11-16 07:00:00", "2026-11-16 17:00:00.001", False),
        ("2026-11-16 16:00:00", "2026-11-17 16:00:00", True),  # an hour on Monday, seven on Tuesday
        ("2026-11-16 16:00:00", "2026-11-17 16:00:01", False),
        ("2026-11-20 16:00:00", "2026-11-22 20:00:00", True),  # officers may answer at the weekend
        ("2026-11-20 16:00:00", "2026-11-23 16:00:00", True),  # Friday to Monday: 72 hours on the clock
        ("2026-11-23 16:00:00", "2026-11-25 16:00:00", True),  # over the holiday
        ("2026-11-23 16:00:00", "2026-11-25 16:30:00", False),
        ("2026-11-16 12:00:00", "2026-11-17 11:30:00", True),  # asked at lunch
        ("2026-11-17 11:00:00", "2026-11-18 11:01:00", False),  # a day and a minute, although only 24 hours
    ],
)
def test_a_reply_is_in_time_after_at_most_eight_working_hours(writer, roll_up, figures, asked, replied, is_in_time):
    writer.question(asked, "r1", replied=replied)
    roll_up.run()
    assert figures.measures(NOVEMBER)["in_time"] == int(is_in_time)


def test_the_rule_is_the_one_of_the_queue(writer, log, roll_up, figures, calendar):
    """For questions of a whole week, asked and replied to at odd times."""
    expected = 0
    moment = datetime(2026, 11, 19, 0, 13, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    for number in range(120):
        asked = moment + timedelta(minutes=number * 83)
        replied = asked + timedelta(minutes=(number * 397) % 6000)
        writer.question(asked.strftime("%Y-%m-%d %H:%M"), "r1", replied=replied.strftime("%Y-%m-%d %H:%M"))
        expected += replied <= calendar.due(asked)
    roll_up.run()
    assert 20 < expected < 110
    assert figures.measures(Period.parse("2026"))["in_time"] == expected


def test_a_holiday_is_outside_working_hours(writer, roll_up, figures):
    writer.turn("2026-11-24 09:00", "r1")
    writer.turn("2026-11-25 09:00", "r1")
    writer.turn("2026-11-25 13:29", "r1")
    writer.turn("2026-11-25 17:00", "r1")
    roll_up.run()
    assert figures.measures(NOVEMBER)["outside_hours"] == 3


def test_hours_that_an_admin_saves_hold_for_all_periods_at_the_next_roll_up(writer, log, roll_up, figures):
    writer.question("2026-11-16 07:00", "r1", replied="2026-11-16 17:00")
    writer.turn("2026-11-21 09:00", "r2")  # a Saturday
    roll_up.run()
    assert (figures.measures(NOVEMBER)["in_time"], figures.measures(NOVEMBER)["outside_hours"]) == (1, 1)
    week = ((Shift(time(7), time(11)),),) * 6 + ((),)
    hours = WorkingTime(ZoneInfo("Asia/Ho_Chi_Minh"), week, {date(2026, 11, 24): "x"}, timedelta(hours=1))
    with log.atomic():
        SqliteWorkingTime(log).save(hours)
    assert roll_up.run() == 2
    assert (figures.measures(NOVEMBER)["in_time"], figures.measures(NOVEMBER)["outside_hours"]) == (0, 0)
    assert roll_up.run() == 0


def test_there_are_as_many_turns_behind_a_figure_as_it_says(writer, roll_up, files, registry, calendar, figures):
    writer.question("2026-11-16 07:00", "r1", replied="2026-11-16 17:00")
    writer.question("2026-11-16 07:00", "r1", replied="2026-11-18 17:00")
    writer.question("2026-11-16 07:00", "r1")
    writer.turn("2026-11-24 09:00", "r2")
    roll_up.run()
    behind = RowsBehind(files, registry.rules, calendar)
    for measure in ("in_time", "outside_hours"):
        rows = behind.newest(measure, NOVEMBER)
        assert len(rows or ()) == figures.measures(NOVEMBER)[measure] == 1, measure
