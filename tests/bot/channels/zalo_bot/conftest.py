"""The stand-in for the Zalo Bot and an application that talks to it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.bootstrap import Application
from standins.fake_engine import FakeEngine
from standins.served_app import an_application, served
from standins.zalo_bot_api import ZaloBotStandIn


@pytest.fixture
def zalo() -> Iterator[ZaloBotStandIn]:
    """Zalo on loopback; its long polls are short."""
    with ZaloBotStandIn() as standin:
        standin.poll_scale = 0.02
        yield standin


@pytest.fixture
def engine() -> FakeEngine:
    """An engine that repeats what it heard."""
    return FakeEngine()


@pytest.fixture
def build(tmp_path: Path, zalo: ZaloBotStandIn, engine: FakeEngine) -> Callable[..., Application]:
    """Builds the application anew over the same database file, as a restart does."""
    return lambda **more: an_application(tmp_path, engine, zalo.settings() | more)


@pytest.fixture
def serve(build, zalo):
    """Serves the application; keyword arguments change settings."""

    @contextlib.asynccontextmanager
    async def begin(**more: str):
        application = build(**more)
        async with served(application) as url:
            zalo.deliver_to(f"{url}/webhooks/zalo-bot")
            yield application

    return begin
