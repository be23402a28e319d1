from __future__ import annotations

import asyncio
import contextlib

import pytest

from bot.adapters.sqlite_store.outbox import SqliteOutbox
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.answer import Answer
from bot.services import delivering
from bot.services.delivering import Delivering, Departure, RetryLaterError, UnreachableError, WindowClosedError
from outbox_filling import put


class FakeSender:
    """Sends answers of `parts` parts, each of which fails as a test wants; some addresses wait for a sign."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.failures: dict[str, list[Exception]] = {}
        self.waits: dict[str, asyncio.Event] = {}
        self.parts = 1

    async def send(self, address: str, turn: str, answer: Answer, departure: Departure) -> None:
        if address in self.waits:
            await self.waits[address].wait()
        for _ in range(departure.parts, self.parts):
            departure.leaves()
            if self.failures.get(address):
                raise self.failures[address].pop(0)
            self.sent.append((address, turn))
            departure.arrived()


@pytest.fixture
def sender():
    return FakeSender()


async def deliver(database, sender, until, rounds: int = 3000) -> None:
    loop = Delivering(SqliteOutbox(database), {"fake": sender})
    task = asyncio.create_task(loop.run())
    for _ in range(rounds):
        if until():
            break
        await asyncio.sleep(0.01)
    await loop.stop()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def states(database) -> dict[str, str]:
    return {row["turn"]: row["state"] for row in database.query("select turn, state from outbox order by id")}


def turns(sender, address: str) -> list[str]:
    return [turn for to, turn in sender.sent if to == address]


async def test_everything_is_sent_once_and_in_order_for_each_address(database, sender):
    for turn in ("1", "2", "3"):
        put(database, "a", f"a{turn}")
        put(database, "b", f"b{turn}")
    await deliver(database, sender, lambda: len(sender.sent) == 6)
    assert turns(sender, "a") == ["a1", "a2", "a3"]
    assert turns(sender, "b") == ["b1", "b2", "b3"]
    assert set(states(database).values()) == {"sent"}


async def test_a_slow_chat_keeps_its_order_and_delays_no_other(database, sender):
    sender.waits["slow"] = asyncio.Event()
    for turn in ("1", "2"):
        put(database, "slow", f"s{turn}")
    for number in range(50):
        put(database, f"c{number}", f"c{number}")

    def all_but_the_slow_chat_have_theirs_then_all():
        if len(sender.sent) == 50:
            sender.waits["slow"].set()
        return len(sender.sent) == 52

    await deliver(database, sender, all_but_the_slow_chat_have_theirs_then_all)
    assert [address for address, _ in sender.sent[-2:]] == ["slow", "slow"]
    assert turns(sender, "slow") == ["s1", "s2"]


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
    assert states(database) == {"1": "dead", "2": "sent"}


async def test_an_answer_that_never_gets_through_ends_in_the_dead_letters(database, sender, monkeypatch):
    monkeypatch.setattr(delivering, "FIRST_RETRY_SECONDS", 0.001)
    monkeypatch.setattr(delivering, "LONGEST_RETRY_SECONDS", 0.01)
    monkeypatch.setattr(delivering, "MAX_ATTEMPTS", 5)
    sender.failures["a"] = [RetryLaterError("down") for _ in range(20)]
    put(database, "a", "1")
    await deliver(database, sender, lambda: "dead" in states(database).values())
    (row,) = database.query("select state, attempts, error from outbox")
    assert row == {"state": "dead", "attempts": delivering.MAX_ATTEMPTS, "error": "down"}


async def test_after_a_failure_only_the_parts_that_are_not_gone_are_sent(database, sender):
    sender.parts = 3
    put(database, "a", "1")
    sender.failures["a"] = []
    original = sender.send

    async def second_part_fails_once(address, turn, answer, departure):
        if not sender.sent:
            sender.parts = 1
            await original(address, turn, answer, departure)
            sender.parts = 3
            departure.leaves()
            raise RetryLaterError("502", 0.01)
        await original(address, turn, answer, departure)

    sender.send = second_part_fails_once
    await deliver(database, sender, lambda: len(sender.sent) == 3)
    assert len(sender.sent) == 3
    assert states(database) == {"1": "sent"}


# Crashes.


async def test_what_was_leaving_when_the_server_died_is_not_sent_again_and_can_be_seen(database, sender, caplog):
    put(database, "a", "1")
    put(database, "a", "2")
    outbox = SqliteOutbox(database)
    first, _ = outbox.take(("fake",), 10)
    Departure(outbox, first).leaves()
    await deliver(database, sender, lambda: sender.sent)
    assert sender.sent == [("a", "2")]
    assert states(database) == {"1": "in_doubt", "2": "sent"}
    assert "1 answers were leaving" in caplog.text


async def test_what_had_not_left_when_the_server_died_is_sent(database, sender):
    put(database, "a", "1")
    SqliteOutbox(database).take(("fake",), 10)
    await deliver(database, sender, lambda: sender.sent)
    assert sender.sent == [("a", "1")]


async def test_of_an_answer_in_parts_only_the_rest_is_sent_after_a_crash(database, sender):
    put(database, "a", "1")
    outbox = SqliteOutbox(database)
    (waiting,) = outbox.take(("fake",), 10)
    departure = Departure(outbox, waiting)
    departure.leaves()
    departure.arrived()
    departure.leaves()
    sender.parts = 3
    await deliver(database, sender, lambda: sender.sent)
    assert sender.sent == [("a", "1")]
    assert states(database) == {"1": "in_doubt"}


# Replies that the platform takes only after the resident has written.


async def test_a_reply_behind_a_closed_window_is_held_and_sent_when_the_resident_writes(database, sender):
    sender.failures["a"] = [WindowClosedError("no interaction in the past 7 days")]
    put(database, "a", "1")
    await deliver(database, sender, lambda: "held" in states(database).values())
    assert states(database) == {"1": "held"}
    await deliver(database, sender, lambda: None, rounds=20)
    assert sender.sent == []
    put(database, "a", "2")
    await deliver(database, sender, lambda: len(sender.sent) == 2)
    assert sender.sent == [("a", "1"), ("a", "2")]
    assert list(database.query("select count(*) as late from outbox where held_at is not null")) == [{"late": 1}]


async def test_a_held_reply_is_released_by_a_sign_of_life_that_is_no_message(database, sender):
    sender.failures["a"] = [WindowClosedError("closed")]
    put(database, "a", "1")
    await deliver(database, sender, lambda: "held" in states(database).values())
    assert SqliteOutbox(database).release("a") == 1
    assert SqliteOutbox(database).release("b") == 0
    assert SqliteOutbox(database).release_chat("fake", "a") == 0
    await deliver(database, sender, lambda: sender.sent)
    assert sender.sent == [("a", "1")]


async def test_what_another_resident_writes_releases_nothing(database, sender):
    sender.failures["a"] = [WindowClosedError("closed")]
    put(database, "a", "1")
    await deliver(database, sender, lambda: "held" in states(database).values())
    put(database, "b", "2")
    await deliver(database, sender, lambda: sender.sent)
    assert states(database) == {"1": "held", "2": "sent"}


# What else may happen meanwhile.


async def test_what_is_erased_while_it_waits_is_never_sent(database, sender):
    sender.failures["a"] = [RetryLaterError("later", 0.01) for _ in range(1000)]
    put(database, "a", "1")

    def erase_once_it_failed():
        if database.execute("select attempts from outbox").fetchone()[0] >= 1:
            SqliteTurnStore(database).erase("a")
            sender.failures["a"] = []
            return True
        return False

    await deliver(database, sender, erase_once_it_failed)
    await deliver(database, sender, lambda: None, rounds=20)
    assert sender.sent == []


async def test_a_store_that_refuses_for_a_while_makes_nothing_arrive_twice(database, sender, monkeypatch):
    monkeypatch.setattr(delivering, "STORE_RETRY_SECONDS", 0.01)
    put(database, "a", "1")
    refusals = [RuntimeError("database is locked")] * 2
    sent = SqliteOutbox.sent

    def locked_twice(self, identifier):
        if refusals:
            raise refusals.pop()
        sent(self, identifier)

    monkeypatch.setattr(SqliteOutbox, "sent", locked_twice)
    await deliver(database, sender, lambda: "sent" in states(database).values())
    assert sender.sent == [("a", "1")]
