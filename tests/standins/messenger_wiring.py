"""Wires an application for a messenger without Rasa and without the project's data, and runs it like bot/app.py."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from bot import app
from bot.adapters.sqlite_store.database import open_database
from bot.bootstrap import Application, wire
from bot.channels.telegram.channel import TelegramChannel
from bot.domain.catalogue import Catalogue
from bot.services.composing import Composer
from bot.services.conversing import Conversing
from bot.settings import read_settings
from standins.fake_engine import FakeEngine

SECRET = b"only for tests, not a secret"


class FakeWording:
    """The port `Wording`: says the key and its values."""

    def say(self, key: str, **values: object) -> str:
        """The key with its values."""
        return " ".join([key, *map(str, values.values())])


def an_application(data_dir: Path, engine: FakeEngine, *, token: str, api_base: str, **more: str) -> Application:
    """An application over a database file that outlives it."""
    telegram = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_BASE": api_base}
    settings = read_settings({"TROLY_DATA_DIR": str(data_dir)} | telegram | more)
    made = wire(settings, open_database(settings.database), engine, SECRET)
    wording: Any = FakeWording()
    composer = Composer(Catalogue([], {}), wording, made.clock)
    conversing = Conversing(
        engine=engine, store=made.store, composer=composer, wording=wording, keyring=made.keyring, clock=made.clock
    )
    return replace(made, wording=wording, catalogue=Catalogue([], {}), composer=composer, conversing=conversing)


@contextlib.asynccontextmanager
async def running(application: Application, *, patience_seconds: float = 5.0) -> AsyncIterator[TelegramChannel]:
    """The channel at work as in bot/app.py. With no patience, running turns are cut off as in a crash."""
    channel = TelegramChannel(application)
    async with app.running(application, [channel], patience_seconds=patience_seconds):
        yield channel


@contextlib.asynccontextmanager
async def serving(application: Application, port: int) -> AsyncIterator[TelegramChannel]:
    """The channel at work and its routes on a port, for webhooks."""
    async with running(application) as channel:
        config = uvicorn.Config(Starlette(routes=list(channel.routes)), port=port, log_level="error", ws="none")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        await until(lambda: server.started)
        try:
            yield channel
        finally:
            server.should_exit = True
            await task


async def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Waits until a condition holds. Raises AssertionError when it does not in time.

    The time is a bound for what is broken; a machine on which everything takes seconds must not reach it.
    """
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"expected within {seconds} s, did not happen: {condition}")
        await asyncio.sleep(0.01)
