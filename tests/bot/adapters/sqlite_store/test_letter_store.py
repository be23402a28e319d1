from __future__ import annotations

import pytest

from bot.adapters.sqlite_store.letter_store import SqliteLetterStore
from bot.adapters.sqlite_store.outbox import SqliteOutbox
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.errors import StoreError
from bot.services.undelivered import LetterState, Undelivered
from building import FakeClock
from outbox_filling import put


@pytest.fixture
def outbox(database):
    return SqliteOutbox(database)


@pytest.fixture
def undelivered(database):
    return Undelivered(SqliteLetterStore(database))


@pytest.fixture
def taken(database, outbox):
    """One answer that a server has taken."""
    put(database, "a", "1")
    (waiting,) = outbox.take(("fake",), 10)
    return waiting


def test_a_dead_letter_is_seen_without_its_address_and_sent_again(outbox, undelivered, taken):
    outbox.failed(taken.id, "blocked", None)
    (letter,) = undelivered.letters()
    assert (letter.state, letter.error, letter.attempts) == (LetterState.DEAD, "blocked", 1)
    assert not hasattr(letter, "address")
    undelivered.resend(letter.id)
    (again,) = outbox.take(("fake",), 10)
    assert (again.address, again.attempts, again.parts) == ("a", 0, 0)


def test_what_is_in_doubt_is_sent_again_from_its_first_part(outbox, undelivered, taken):
    outbox.leaving(taken.id, 1)
    assert outbox.recover() == 1
    (waiting,) = outbox.take(("fake",), 10)
    assert (waiting.parts, waiting.in_doubt) == (2, True)
    outbox.doubted(waiting.id)
    undelivered.resend(waiting.id)
    (again,) = outbox.take(("fake",), 10)
    assert (again.parts, again.in_doubt) == (0, False)


def test_a_dropped_letter_is_wiped_and_never_sent(database, outbox, undelivered, taken):
    outbox.failed(taken.id, "blocked", None)
    undelivered.drop(taken.id)
    assert undelivered.letters() == []
    assert list(database.query("select address, body from outbox")) == [{"address": None, "body": ""}]
    with pytest.raises(StoreError, match="troly outbox list"):
        undelivered.resend(taken.id)


@pytest.mark.parametrize("number", [1, 99])
def test_what_is_on_its_way_or_unknown_can_be_neither_resent_nor_dropped(outbox, undelivered, taken, number):
    assert taken.id == 1
    for act in (undelivered.resend, undelivered.drop):
        with pytest.raises(StoreError, match=f"outbox {number}"):
            act(number)


def test_answers_are_counted_by_channel_and_state(database, outbox, undelivered, taken):
    put(database, "b", "2")
    outbox.held(taken.id, "closed")
    assert undelivered.counts() == {("fake", LetterState.HELD): 1, ("fake", LetterState.PENDING): 1}


def test_old_letters_lose_text_and_address(database, outbox, undelivered, taken):
    outbox.failed(taken.id, "blocked", None)
    clock = FakeClock()
    clock.move(days=3650)
    SqliteTurnStore(database).purge(clock.now())
    assert undelivered.letters() == []


def test_an_erased_resident_leaves_nothing_to_send_and_no_number_to_reuse(database, outbox, undelivered, taken):
    SqliteTurnStore(database).erase("a")
    put(database, "b", "2")
    assert outbox.answer(taken) is None
    assert [waiting.id for waiting in outbox.take(("fake",), 10)] == [taken.id + 1]
