"""Puts an answer into the outbox as a finished turn does."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.outcome import Outcome
from bot.domain.usage import UsageEvent
from building import FakeClock, a_message, an_answer


def put(database: Database, address: str, turn: str) -> None:
    """An answer for an address, whose resident has the same name."""
    message = a_message("x", turn, channel="fake", address=address, pushed=True)
    store = SqliteTurnStore(database)
    store.accept(message, address)
    at = FakeClock().now()
    event = UsageEvent(turn, at, "fake", address, None, Outcome.ANSWERED, (), (), 0, (), "", 1, "x", "m")
    store.finish(message, an_answer(), event, None)
