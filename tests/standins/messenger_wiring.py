"""Wires an application for a messenger without Rasa and without the project's data, and runs it like bot/app.py."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from bot.adapters.sqlite_store.asked_questions import SqliteAskedQuestions
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.link_clicks import SqliteLinkClicks
from bot.adapters.sqlite_store.outbox import SqliteOutbox
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.adapters.system_clock import SystemClock
from bot.bootstrap import Application, wire_desk
from bot.channels.telegram.channel import TelegramChannel
from bot.domain.catalogue import Catalogue
from bot.services.composing import Composer
from bot.services.conversing import Conversing
from bot.services.counting import Counting
from bot.services.delivering import Delivering
from bot.services.keyring import Keyring
from bot.services.link_tracking import LinkTracking
from bot.services.noticing import NoNotices
from bot.services.returning import Returning
from bot.services.turn_queue import TurnQueue
from bot.settings import read_settings
from standins.fake_engine import FakeEngine

SECRET = b"only for tests, not a secret"


class FakeWording:
    """The port `Wording`: says the key and its values."""

    def say(self, key: str, **values: object) -> str:
        """The key with its values."""
        return " ".join([key, *map(str, values.values())])


def an_application(data_dir: Path, engine: FakeEngine, *, token: str, api_base: str) -> Application:
    """An application over a database file that outlives it."""
    settings = read_settings(
        {"TROLY_DATA_DIR": str(data_dir), "TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_BASE": api_base}
    )
    database = open_database(settings.database)
    store, wording, clock = SqliteTurnStore(database), FakeWording(), SystemClock()
    composer = Composer(Catalogue([], {}), wording, clock)
    conversing = Conversing(
        engine=engine, store=store, composer=composer, wording=wording, keyring=Keyring(SECRET), clock=clock
    )
    wired: dict[str, Any] = {
        "wording": wording,
        "catalogue": Catalogue([], {}),
        "composer": composer,
        "clock": clock,
        "desk": wire_desk(database, clock),
        "database": database,
        "counting": Counting(SqliteLinkClicks(database), clock),
        "links": LinkTracking(SECRET, ["dichvucong.gov.vn"]),
        "returning": Returning(SqliteAskedQuestions(database), Keyring(SECRET), wording),
        "notices": NoNotices(),
    }
    return Application(
        settings=settings, conversing=conversing, engine=engine, store=store, outbox=SqliteOutbox(database), **wired
    )


@contextlib.asynccontextmanager
async def running(application: Application, *, patience_seconds: float = 5.0) -> AsyncIterator[TelegramChannel]:
    """The channel at work, in the order of bot/app.py. With no patience, running turns are cut off as in a crash."""
    channel = TelegramChannel(application)
    delivering = Delivering(application.outbox, {channel.name: channel})
    turns = TurnQueue(application.conversing, delivering.wake)
    delivery = asyncio.create_task(delivering.run())
    try:
        await channel.start(turns)
        turns.recover(channel.name)
        yield channel
    finally:
        await channel.stop_receiving()
        await turns.stop(patience_seconds)
        await delivering.stop()
        delivery.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await delivery
        await channel.stop()


async def until(condition: Callable[[], object], seconds: float = 8.0) -> None:
    """Waits until a condition holds. Raises AssertionError when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"expected within {seconds} s, did not happen: {condition}")
        await asyncio.sleep(0.01)
