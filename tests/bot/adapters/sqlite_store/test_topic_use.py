from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime

import pytest

from bot.adapters.sqlite_store import topic_use
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.topic_use import KeptTopicUse, TopicUse
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.outcome import Outcome
from bot.domain.usage import UsageEvent
from building import a_message, an_answer

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def put_turn(database, turn: str) -> None:
    event = UsageEvent(
        turn=turn, at=AT, channel="web", resident="key", locality=None, outcome=Outcome.ANSWERED, topics=("a", "b"),
        aspects=(), confidence=0.9, candidates=(), reason="", latency_ms=1.0, text="x", model="m",
    )  # fmt: skip
    SqliteTurnStore(database).finish(a_message(update_id=turn), an_answer(), event, None)


@pytest.fixture
def file(tmp_path):
    database = open_database(tmp_path / "troly.db")
    yield database
    database.close()


async def test_a_file_is_counted_in_another_thread_and_in_memory_in_this_one(file, database, monkeypatch):
    seen, read = [], topic_use._read
    monkeypatch.setattr(topic_use, "_read", lambda *given: seen.append(threading.current_thread()) or read(*given))
    for store in (file, database):
        put_turn(store, "t1")
        assert await KeptTopicUse(store, lambda: AT).by_topic() == {"a": TopicUse(1, 0, 0), "b": TopicUse(1, 0, 0)}
    assert [thread is threading.main_thread() for thread in seen] == [False, True]


async def test_older_figures_are_shown_at_once_while_newer_ones_are_counted(file):
    put_turn(file, "t1")
    use = KeptTopicUse(file, lambda: AT, kept_seconds=0)
    assert (await use.by_topic())["a"].turns == 1
    put_turn(file, "t2")
    assert (await use.by_topic())["a"].turns == 1
    await use._counting
    assert (await use.by_topic())["a"].turns == 2
    await use._counting


async def test_many_pages_at_once_count_once(file, monkeypatch):
    calls, read = [], topic_use._read
    monkeypatch.setattr(topic_use, "_read", lambda *given: calls.append(1) or read(*given))
    use = KeptTopicUse(file, lambda: AT)
    await asyncio.gather(*(use.by_topic() for _ in range(20)))
    assert len(calls) == 1


async def test_a_database_that_cannot_be_read_leaves_the_pages_without_figures(file, tmp_path, monkeypatch, caplog):
    use = KeptTopicUse(file, lambda: AT)
    monkeypatch.setattr(topic_use, "_SQL", "select broken")
    assert await use.by_topic() == {}
    assert "could not be counted" in caplog.text
