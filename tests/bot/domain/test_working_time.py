from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.working_time import Shift, WorkingTime

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = (Shift(time(7), time(11, 30)), Shift(time(13, 30), time(17)))
OFFICE = WorkingTime(ZONE, (DAY,) * 5 + ((), ()), {date(2027, 1, 1): "New Year"})


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-23T07:00", "2026-11-23T17:00"),  # Monday morning: the whole day
        ("2026-11-23T09:00", "2026-11-24T09:00"),
        ("2026-11-23T12:00", "2026-11-24T11:30"),  # lunch does not count
        ("2026-11-23T22:00", "2026-11-24T17:00"),
        ("2026-11-20T16:00", "2026-11-23T16:00"),  # over the weekend
        ("2026-12-31T16:00", "2027-01-04T16:00"),  # over New Year and the weekend
    ],
)
def test_a_reply_is_due_after_eight_working_hours(asked, due):
    assert OFFICE.due(local(asked)) == local(due)


def test_an_office_without_hours_still_has_due_dates():
    never = WorkingTime(ZONE, ((),) * 7)
    assert never.due(local("2026-11-23T07:00")) == local("2026-11-24T07:00")


def test_the_office_is_open_in_its_shifts_only():
    assert OFFICE.is_open(local("2026-11-23T07:00"))
    assert not OFFICE.is_open(local("2026-11-23T11:30"))
    assert not OFFICE.is_open(local("2026-11-22T09:00"))
    assert not OFFICE.is_open(local("2027-01-01T09:00"))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)), st.integers(1, 40 * 60))  # noqa: DTZ001
def test_what_was_asked_later_is_never_due_earlier(asked, minutes):
    asked = asked.replace(tzinfo=ZONE)
    later = asked + timedelta(minutes=minutes)
    assert asked < OFFICE.due(asked) <= OFFICE.due(later)
