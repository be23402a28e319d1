"""The queue that stores before it acknowledges."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from telegram import Update
from telegram.error import TelegramError

from bot.channels.telegram.durable_queue import DurableQueue
from bot.domain.message import Message

MESSAGE = Message("telegram", "1", "7", "căn cước 079123456789", datetime(2026, 3, 1, tzinfo=UTC), pushed=True)
UPDATE = Update(update_id=1)


class FakeConversing:
    """Accepts as it is told."""

    def __init__(self, *results: bool | Exception) -> None:
        self._results = iter(results)

    def accept(self, message: Message) -> bool:
        result = next(self._results)
        if isinstance(result, Exception):
            raise result
        return result


class FakeTurns:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def put(self, message: Message) -> None:
        self.messages.append(message)


def a_queue(*results, read=lambda _: MESSAGE):
    turns, accepted = FakeTurns(), []
    return DurableQueue(read, FakeConversing(*results), turns, accepted=accepted.append), turns, accepted


async def test_a_new_message_is_stored_and_queued_as_it_was_typed():
    queue, turns, accepted = a_queue(True)
    await queue.put(UPDATE)
    assert turns.messages == [MESSAGE]
    assert accepted == [MESSAGE]
    assert queue.empty()


async def test_a_message_that_was_seen_before_is_not_queued():
    queue, turns, accepted = a_queue(True, False)
    await queue.put(UPDATE)
    await queue.put(UPDATE)
    assert turns.messages == [MESSAGE]
    assert accepted == [MESSAGE]


async def test_an_update_that_is_no_message_is_passed_over():
    queue, turns, _ = a_queue(read=lambda _: None)
    await queue.put(UPDATE)
    await queue.put(object())
    assert turns.messages == []


async def test_an_update_that_cannot_be_read_does_not_stop_the_batch(caplog):
    """The log names the update and nothing that was written in it."""
    outcomes = iter([ValueError, None])

    def read(_: Update) -> Message:
        failure = next(outcomes)
        if failure:
            raise failure
        return MESSAGE

    queue, turns, _ = a_queue(True, read=read)
    await queue.put(UPDATE)
    await queue.put(UPDATE)
    assert turns.messages == [MESSAGE]
    assert "update 1: cannot be read" in caplog.text
    assert "079123456789" not in caplog.text


async def test_a_database_that_cannot_be_written_leaves_the_batch_at_telegram():
    queue, turns, _ = a_queue(sqlite3.OperationalError("database is locked"), True)
    with pytest.raises(TelegramError, match="stays at Telegram"):
        await queue.put(UPDATE)
    assert turns.messages == []
    await queue.put(UPDATE)
    assert turns.messages == [MESSAGE]
