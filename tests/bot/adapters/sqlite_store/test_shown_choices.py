from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.sqlite_store.shown_choices import keep_shown, shown_choice
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore


@pytest.fixture
def show(database, clock):
    def keep(*payloads: str, resident: str = "me") -> None:
        with database.atomic():
            keep_shown(database, "telegram", resident, payloads, clock.now())

    return keep


@pytest.fixture
def payload(database, clock):
    def of(number: int, channel: str = "telegram", resident: str = "me") -> str | None:
        return shown_choice(database, channel, resident, number, clock.now())

    return of


def test_a_number_means_the_choice_that_was_shown(show, payload):
    show("a", "b")
    assert [payload(number) for number in (0, 1, 2, 3)] == [None, "a", "b", None]


def test_choices_belong_to_one_resident_on_one_channel(show, payload):
    show("a")
    assert payload(1, resident="you") is None
    assert payload(1, channel="web") is None


def test_what_is_shown_later_takes_the_place_and_an_answer_without_choices_changes_nothing(show, payload):
    show("a")
    show("b")
    assert payload(1) == "b"
    show()
    assert payload(1) == "b"


def test_choices_are_forgotten_after_a_day(show, payload, clock, database):
    show("a")
    clock.move(hours=25)
    assert payload(1) is None
    show("a", resident="you")
    assert [row["resident"] for row in database.query("select resident from shown_choices")] == ["you"]


def test_purging_takes_old_choices_away(show, clock, database):
    show("a")
    SqliteTurnStore(database).purge(clock.now() + timedelta(days=400))
    assert list(database.query("select * from shown_choices")) == []


def test_erasing_a_resident_erases_the_choices(show, payload, database):
    show("a")
    SqliteTurnStore(database).erase("me")
    assert payload(1) is None
