"""The web channel over a fake engine, with the real conversation service, store in memory, catalogue and wording."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial

import httpx
import pytest
from starlette.applications import Starlette

from bot.adapters.sqlite_store.database import open_database
from bot.bootstrap import Application, catalogue, composer, wire
from bot.channels import web
from bot.channels.rate_limit import TokenBuckets
from bot.channels.web import link_redirect, request_guarding
from bot.domain.answer import Answer
from bot.domain.aspect import Aspect
from bot.domain.outcome import Outcome
from bot.domain.payload import TopicPayload
from bot.settings import read_settings

KNOWN = "dang_ky_khai_sinh"


class FakeEngine:
    """Knows one topic, remembers who asked, and can be held up or broken."""

    model = "fake-model"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.reached = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self.failure: Exception | None = None

    async def respond(self, sender: str, text: str) -> Answer:
        """The documents of the known topic, else a handover."""
        self.asked.append((sender, text))
        self.reached.set()
        await self.gate.wait()
        if self.failure:
            raise self.failure
        topic = catalogue().get(KNOWN)
        if topic and "khai sinh" in text:
            return replace(composer().card(topic, [Aspect.DOCUMENTS]), confidence=0.9)
        if "<" in text:
            return Answer(Outcome.ANSWERED, lines=(text,), title=text, footer=text)
        return composer().hand_over("below_threshold")

    async def show(self, sender: str, payload: TopicPayload) -> Answer:
        """The card of a topic."""
        self.asked.append((sender, payload.encode()))
        topic = catalogue().get(payload.topic)
        return composer().card(topic, [payload.aspect]) if topic else composer().hand_over("unknown_topic")

    async def forget(self, sender: str) -> None:
        """Remembers nothing anyway."""


@pytest.fixture(autouse=True)
def still_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No bucket of the rate limits fills again while a busy machine takes its time over a test."""
    for module in (request_guarding, link_redirect):
        monkeypatch.setattr(module, "TokenBuckets", partial(TokenBuckets, now=lambda: 0.0))


@pytest.fixture
def engine() -> FakeEngine:
    """The engine behind the channel."""
    return FakeEngine()


@pytest.fixture
def make_application(engine: FakeEngine) -> Callable[..., Application]:
    """Makes an application with settings given as environment variables."""

    def make(**environment: str) -> Application:
        return wire(read_settings(environment), open_database(None), engine, b"k" * 32)

    return make


@pytest.fixture
def application(make_application: Callable[..., Application]) -> Application:
    """An application with default settings."""
    return make_application()


def a_client(application: Application, *, address: str = "203.0.113.7") -> httpx.AsyncClient:
    """A browser, or with a loopback address a program on the same machine."""
    app = Starlette(routes=web.routes(application), middleware=web.middleware())
    transport = httpx.ASGITransport(app, client=(address, 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://troly.test")


@pytest.fixture
async def client(application: Application) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of a resident."""
    async with a_client(application) as browser:
        yield browser


@pytest.fixture
async def local(application: Application) -> AsyncIterator[httpx.AsyncClient]:
    """A program on the same machine."""
    async with a_client(application, address="127.0.0.1") as program:
        yield program


@pytest.fixture
def connect() -> Callable[..., httpx.AsyncClient]:
    """Makes further clients."""
    return a_client
