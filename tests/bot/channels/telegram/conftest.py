"""The stand-in for Telegram and an application that talks to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.bootstrap import Application
from standins.fake_engine import FakeEngine
from standins.messenger_wiring import an_application
from standins.telegram_api import TelegramStandIn


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
def build(tmp_path: Path, telegram: TelegramStandIn, engine: FakeEngine) -> Callable[[], Application]:
    """Builds the application anew over the same database file, as a restart does."""
    return lambda: an_application(tmp_path, engine, token=telegram.token, api_base=telegram.api_base)


@pytest.fixture
def application(build: Callable[[], Application]) -> Application:
    """An application on its first start."""
    return build()
