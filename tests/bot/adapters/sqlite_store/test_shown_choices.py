from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.sqlite_store.shown_choices import SqliteShownChoices
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore


@pytest.fixture
def choices(database, clock):
    return SqliteShownChoices(database, clock.now)


def test_a_number_means_the_choice_that_was_shown(choices):
    choices.show("zalo_bot", "me", ["a", "b"])
    assert [choices.payload("zalo_bot", "me", number) for number in (0, 1, 2, 3)] == [None, "a", "b", None]


def test_choices_belong_to_one_resident_on_one_channel(choices):
    choices.show("zalo_bot", "me", ["a"])
    assert choices.payload("zalo_bot", "you", 1) is None
    assert choices.payload("zalo_oa", "me", 1) is None


def test_what_is_shown_later_takes_the_place_and_an_answer_without_choices_changes_nothing(choices):
    choices.show("zalo_bot", "me", ["a"])
    choices.show("zalo_bot", "me", ["b"])
    assert choices.payload("zalo_bot", "me", 1) == "b"
    choices.show("zalo_bot", "me", [])
    assert choices.payload("zalo_bot", "me", 1) == "b"


def test_choices_are_forgotten_after_a_day(choices, clock, database):
    choices.show("zalo_bot", "me", ["a"])
    clock.move(hours=25)
    assert choices.payload("zalo_bot", "me", 1) is None
    choices.show("zalo_bot", "you", ["a"])
    assert [row["resident"] for row in database.query("select resident from shown_choices")] == ["you"]


def test_purging_takes_old_choices_away(choices, clock, database):
    choices.show("zalo_bot", "me", ["a"])
    SqliteTurnStore(database).purge(clock.now() + timedelta(days=400))
    assert list(database.query("select * from shown_choices")) == []


def test_erasing_a_resident_erases_the_choices(choices, database):
    choices.show("zalo_bot", "me", ["a"])
    SqliteTurnStore(database).erase("me")
    assert choices.payload("zalo_bot", "me", 1) is None
