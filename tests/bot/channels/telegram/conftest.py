"""The stand-in for Telegram and an application that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from bot.bootstrap import Application
from bot.channels.telegram.channel import TelegramChannel
from bot.services.delivering import Departure, Waiting
from standins.fake_engine import FakeEngine
from standins.messenger_wiring import an_application
from standins.telegram_api import TelegramStandIn

WEBHOOK_SECRET = "only-for-tests"


@pytest.fixture
def telegram() -> Iterator[TelegramStandIn]:
    """Telegram on loopback."""
    with TelegramStandIn() as standin:
        yield standin


@pytest.fixture
def engine() -> FakeEngine:
    """An engine that repeats what it heard."""
    return FakeEngine()


@pytest.fixture
def build_for(tmp_path: Path, engine: FakeEngine) -> Callable[..., Application]:
    """Builds an application for a stand-in of one's own."""
    return lambda telegram, **settings: an_application(
        tmp_path, engine, token=telegram.token, api_base=telegram.api_base, **settings
    )


@pytest.fixture
def build(telegram: TelegramStandIn, build_for: Callable[..., Application]) -> Callable[[], Application]:
    """Builds the application anew over the same database file, as a restart does."""
    return lambda: build_for(telegram)


@pytest.fixture
def build_with(telegram: TelegramStandIn, build_for: Callable[..., Application]) -> Callable[..., Application]:
    """Builds the application in webhook mode."""
    return lambda public_url: build_for(telegram, TROLY_PUBLIC_URL=public_url, TELEGRAM_WEBHOOK_SECRET=WEBHOOK_SECRET)


@pytest.fixture
def application(build: Callable[[], Application]) -> Application:
    """An application on its first start."""
    return build()


@pytest.fixture
async def channel(telegram: TelegramStandIn, application: Application) -> AsyncIterator[TelegramChannel]:
    """A channel that only sends; chats 7 and 8 know the bot."""
    telegram.user_says(7, "x")
    telegram.user_says(8, "x")
    channel = TelegramChannel(application)
    await channel._bot.initialize()
    yield channel
    await channel.stop()


@pytest.fixture
def departure(application: Application) -> Departure:
    """The attempt to send an answer of which nothing is gone."""
    return Departure(application.outbox, Waiting(1, "telegram", "7", "t1", application.clock.now()))
