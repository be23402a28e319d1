from __future__ import annotations

import pytest

from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.errors import StoreError
from bot.domain.outcome import Outcome
from bot.domain.question import OpenQuestion, QuestionState
from bot.domain.usage import UsageEvent
from bot.services.replying import Replying
from building import FakeClock, a_message, an_answer


@pytest.fixture
def store(database):
    clock = FakeClock()
    store = SqliteTurnStore(database)
    message = a_message("x", "1", channel="telegram", address="55", pushed=True)
    event = UsageEvent("t1", clock.now(), "telegram", "key", None, Outcome.UNANSWERED, (), (), 0, (), "", 1, "x", "m")
    question = OpenQuestion("TL-222222", "telegram", "key", "x", "ambiguous", QuestionState.NEW, clock.now())
    store.accept(message, "key")
    store.finish(message, an_answer(), event, question)
    return store


def test_a_reply_goes_to_the_messenger_that_asked(store, wording, database):
    Replying(store, wording).reply("TL-222222", "ra xã nhé", "chi Ba")
    assert store.question("TL-222222").reply == "ra xã nhé"
    bodies = [row["body"] for row in database.query("select body from outbox order by id")]
    assert len(bodies) == 2
    assert "ra xã nhé" in bodies[1]


def test_two_officers_cannot_answer_the_same_question(store, wording, database):
    Replying(store, wording).reply("TL-222222", "một", "a")
    with pytest.raises(StoreError, match="answered"):
        Replying(store, wording).reply("TL-222222", "hai", "b")
    assert store.question("TL-222222").reply == "một"


@pytest.mark.parametrize(("code", "text"), [("TL-333333", "x"), ("TL-222222", "  "), ("TL-222222", "x" * 4000)])
def test_a_wrong_reply_is_refused_with_a_reason(store, wording, code, text):
    with pytest.raises(StoreError, match="expected"):
        Replying(store, wording).reply(code, text, "a")
