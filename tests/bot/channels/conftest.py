"""An application that talks to the stand-in of a Zalo API; a folder below says which (`zalo`, `webhook_path`)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.bootstrap import Application
from bot.services.delivering import Departure, Waiting
from standins.fake_engine import FakeEngine
from standins.served_app import an_application, served
from standins.webhook_sender import UNHURRIED_SECONDS


@pytest.fixture
def engine() -> FakeEngine:
    """An engine that repeats what it heard."""
    return FakeEngine()


@pytest.fixture
def build(tmp_path: Path, zalo, engine: FakeEngine) -> Callable[..., Application]:
    """Builds the application anew over the same database file, as a restart does."""
    return lambda **more: an_application(tmp_path, engine, zalo.settings() | more)


@pytest.fixture
def serve(build, zalo, webhook_path: str):
    """Serves the application with its webhook set at Zalo; keyword arguments change settings."""

    @contextlib.asynccontextmanager
    async def begin(**more: str):
        application = build(**more)
        async with served(application) as url:
            zalo.deliver_to(f"{url}{webhook_path}", patience=UNHURRIED_SECONDS)
            yield application

    return begin


@pytest.fixture
def departure() -> Callable[[Application], Departure]:
    """The attempt to send an answer of which nothing is gone."""
    return lambda application: Departure(application.outbox, Waiting(1, "zalo", "7", "t1", application.clock.now()))
