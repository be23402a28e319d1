from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.outcome import Outcome
from bot.domain.usage import UsageEvent
from building import FakeClock, a_message, an_answer


def an_event(turn: str = "t1", **more) -> UsageEvent:
    values = {
        "turn": turn, "at": FakeClock().now(), "channel": "web", "resident": "key", "locality": None,
        "outcome": Outcome.ANSWERED, "topics": ("x",), "aspects": (), "confidence": 1.0, "candidates": (),
        "reason": "", "latency_ms": 1.0, "text": "x", "model": "m",
    }  # fmt: skip
    return UsageEvent(**(values | more))


@pytest.fixture
def store(database):
    return SqliteTurnStore(database)


def test_an_update_is_accepted_once_for_each_channel(store):
    assert store.accept(a_message(), "key")
    assert not store.accept(a_message(), "key")
    assert store.accept(a_message(channel="telegram"), "key")


def test_an_accepted_message_survives_a_restart(tmp_path):
    path = tmp_path / "troly.db"
    SqliteTurnStore(open_database(path)).accept(a_message("xin chào", payload="o", pushed=True), "key")
    (left,) = SqliteTurnStore(open_database(path)).unfinished()
    assert left == a_message("xin chào", payload="o", pushed=True)


def test_a_finished_message_keeps_its_answer_but_not_its_text_or_address(store, database):
    store.accept(a_message("xin chào"), "key")
    store.finish(a_message("xin chào"), an_answer(), an_event(), None)
    assert store.answered("web", "1") == an_answer()
    assert store.unfinished() == []
    assert list(database.query("select text, address from inbox")) == [{"text": None, "address": None}]


def test_outcomes_are_counted_by_channel(store):
    for number in range(3):
        store.accept(a_message(update_id=str(number)), "key")
        store.finish(a_message(update_id=str(number)), an_answer(), an_event(str(number)), None)
    assert store.outcome_counts() == [("web", "answered", 3)]


def test_purging_wipes_old_texts_and_keeps_the_counts(store, database):
    old = datetime.now(UTC) - timedelta(days=400)
    store.accept(a_message(), "key")
    store.finish(a_message(), an_answer(), an_event(at=old), None)
    assert store.purge(datetime.now(UTC) - timedelta(days=365)) == 1
    assert list(database.query("select text, outcome from usage_events")) == [{"text": "", "outcome": "answered"}]


def test_a_failed_write_leaves_no_half_turn(store, database):
    store.accept(a_message(), "key")
    store.finish(a_message(), an_answer(), an_event(), None)
    store.accept(a_message(update_id="2"), "key")
    with pytest.raises(Exception, match="UNIQUE"):
        store.finish(a_message(update_id="2"), an_answer(), an_event(), None)
    assert [message.update_id for message in store.unfinished()] == ["2"]
