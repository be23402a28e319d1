from __future__ import annotations

import asyncio
import contextlib

import pytest

from bot.adapters.sqlite_store.outbox import SqliteOutbox
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.outcome import Outcome
from bot.domain.usage import UsageEvent
from bot.services import delivering
from bot.services.delivering import Delivering, RetryLaterError, UnreachableError
from building import FakeClock, a_message, an_answer


class FakeSender:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.failures: dict[str, list[Exception]] = {}

    async def send(self, address: str, turn: str, answer) -> None:
        if self.failures.get(address):
            raise self.failures[address].pop(0)
        self.sent.append((address, turn))


@pytest.fixture
def sender():
    return FakeSender()


def put(database, address: str, turn: str) -> None:
    clock = FakeClock()
    message = a_message("x", turn, channel="fake", address=address, pushed=True)
    store = SqliteTurnStore(database)
    store.accept(message, address)
    event = UsageEvent(turn, clock.now(), "fake", address, None, Outcome.ANSWERED, (), (), 0, (), "", 1, "x", "m")
    store.finish(message, an_answer(), event, None)


async def deliver(database, sender, until) -> None:
    loop = Delivering(SqliteOutbox(database), {"fake": sender})
    task = asyncio.create_task(loop.run())
    for _ in range(300):
        if until():
            break
        await asyncio.sleep(0.01)
    await loop.stop()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_everything_is_sent_once_and_in_order_for_each_address(database, sender):
    for turn in ("1", "2", "3"):
        put(database, "a", f"a{turn}")
        put(database, "b", f"b{turn}")
    await deliver(database, sender, lambda: len(sender.sent) == 6)
    assert [turn for address, turn in sender.sent if address == "a"] == ["a1", "a2", "a3"]
    assert [turn for address, turn in sender.sent if address == "b"] == ["b1", "b2", "b3"]
    assert {row["state"] for row in database.query("select state from outbox")} == {"sent"}


async def test_what_was_delivered_keeps_neither_address_nor_text(database, sender):
    put(database, "a", "1")
    await deliver(database, sender, lambda: sender.sent)
    assert list(database.query("select address, body from outbox")) == [{"address": None, "body": ""}]


async def test_a_wish_to_wait_is_followed_and_the_answer_sent_once(database, sender):
    sender.failures["a"] = [RetryLaterError("429", 0.05), RetryLaterError("network", 0.01)]
    put(database, "a", "1")
    put(database, "a", "2")
    await deliver(database, sender, lambda: len(sender.sent) == 2)
    assert sender.sent == [("a", "1"), ("a", "2")]


async def test_an_unreachable_resident_is_given_up_and_others_go_on(database, sender):
    sender.failures["a"] = [UnreachableError("blocked")]
    put(database, "a", "1")
    put(database, "b", "2")
    await deliver(database, sender, lambda: sender.sent)
    states = {row["turn"]: row["state"] for row in database.query("select turn, state from outbox")}
    assert states == {"1": "dead", "2": "sent"}


async def test_an_answer_that_never_gets_through_ends_in_the_dead_letters(database, sender, monkeypatch):
    monkeypatch.setattr(delivering, "FIRST_RETRY_SECONDS", 0.001)
    monkeypatch.setattr(delivering, "IDLE_SECONDS", 0.005)
    monkeypatch.setattr(delivering, "MAX_ATTEMPTS", 5)
    sender.failures["a"] = [RetryLaterError("down") for _ in range(20)]
    put(database, "a", "1")
    await deliver(database, sender, lambda: list(database.query("select 1 from outbox where state = 'dead'")))
    (row,) = database.query("select state, attempts, error from outbox")
    assert row == {"state": "dead", "attempts": delivering.MAX_ATTEMPTS, "error": "down"}
