from __future__ import annotations

import pytest

from bot.adapters.working_time_reader import load_working_time, read_working_time, working_time_data
from bot.domain.errors import CatalogueError
from bot.settings import PROJECT

SHIPPED = PROJECT / "data" / "working_time.yml"


def test_the_shipped_calendar_survives_a_round_trip():
    calendar = load_working_time(SHIPPED)
    assert read_working_time(working_time_data(calendar), "form") == calendar
    assert len(calendar.holidays) > 10


def test_every_mistake_is_named_at_once():
    data = {
        "reply_within_hours": 0,
        "week": {"monday": ["7h-11h"], "tuesday": ["11:00-07:00"], "friday": ["07:00-11:00", "10:00-12:00"]},
        "holidays": [{"date": "Tet"}],
    }
    with pytest.raises(CatalogueError) as caught:
        read_working_time(data, "form")
    assert len(caught.value.problems) == 5
    for word in ("reply_within_hours", "monday", "tuesday", "friday", "holidays[0]"):
        assert word in str(caught.value)


def test_an_unreadable_file_is_named(tmp_path):
    with pytest.raises(CatalogueError, match=r"none\.yml"):
        load_working_time(tmp_path / "none.yml")
