"""The stand-in for the Official Account and an application that talks to it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.bootstrap import Application
from standins.fake_engine import FakeEngine
from standins.served_app import an_application, served
from standins.zalo_oa_api import ZaloOaStandIn


@pytest.fixture
def zalo() -> Iterator[ZaloOaStandIn]:
    """Zalo on loopback."""
    with ZaloOaStandIn() as standin:
        yield standin


@pytest.fixture
def engine() -> FakeEngine:
    """An engine that repeats what it heard."""
    return FakeEngine()


@pytest.fixture
def build(tmp_path: Path, zalo: ZaloOaStandIn, engine: FakeEngine) -> Callable[..., Application]:
    """Builds the application anew over the same database file, as a restart does."""
    return lambda **more: an_application(tmp_path, engine, zalo.settings() | more)


@pytest.fixture
def serve(build, zalo):
    """Serves the application with its webhook set at Zalo; keyword arguments change settings."""

    @contextlib.asynccontextmanager
    async def begin(**more: str):
        application = build(**more)
        async with served(application) as url:
            zalo.deliver_to(f"{url}/webhooks/zalo-oa")
            yield application

    return begin
