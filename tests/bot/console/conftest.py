"""The console over a fake engine, with the real services and a store in memory; browsers of signed-in officers."""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from sqlite_utils import Database
from starlette.applications import Starlette

from bot.adapters.argon2_passwords import Argon2Passwords
from bot.bootstrap import Application, catalogue, reload_catalogue, wire, wire_desk
from bot.channels import web
from bot.console import mounting
from bot.domain.officer import Officer, Role
from bot.domain.overlap import SampleOverlap
from bot.domain.question import find_code
from bot.settings import read_settings
from building import FakeClock, FakeEngine, a_message

PASSWORD = "mat khau cua toi"
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
PAIRING = re.compile(r'name="pairing" value="([^"]+)"')


class OfficerBrowser:
    """A browser that follows no redirect by itself and sends the form token of the page that it saw last."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.form_token = ""

    async def get(self, path: str) -> httpx.Response:
        response = await self.client.get(path)
        if found := TOKEN.search(response.text):
            self.form_token = found.group(1)
        return response

    async def post(self, path: str, **fields: str) -> httpx.Response:
        return await self.client.post(path, data={"form_token": self.form_token} | fields)

    async def sign_in(self, name: str, password: str = PASSWORD, to: str = "") -> httpx.Response:
        page = await self.client.get("/console/dang-nhap", params={"toi": to} if to else None)
        pairing = PAIRING.search(page.text)
        fields = {"name": name, "password": password, "toi": to, "pairing": pairing.group(1) if pairing else ""}
        return await self.client.post("/console/dang-nhap", data=fields)


@pytest.fixture
def passwords() -> Argon2Passwords:
    """Real hashes at the lowest cost."""
    return Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture(scope="session")
def counted_samples() -> SampleOverlap:
    """The sample questions of all topics, counted once: most of a second of the processor."""
    return SampleOverlap(catalogue().topics)


@pytest.fixture
def application(
    database: Database,
    clock: FakeClock,
    engine: FakeEngine,
    passwords: Argon2Passwords,
    tmp_path: Path,
    counted_samples: SampleOverlap,
) -> Iterator[Application]:
    settings = read_settings({"TROLY_LOCALITY": "xa_my_tho", "TROLY_DATA_DIR": str(tmp_path)})
    made = wire(settings, database, engine, b"k" * 32, clock=clock)
    # A copy of its own, which counts a topic again as soon as its samples are others.
    vars(made.knowledge.teaching)["_overlap"] = copy.copy(counted_samples)
    yield replace(made, desk=wire_desk(database, clock, passwords))
    reload_catalogue()  # forget what officers taught in the test


@pytest.fixture
def ask(application: Application, clock: FakeClock) -> Callable[..., Awaitable[str]]:
    """A resident asks what the assistant cannot answer; returns the code."""
    numbers = itertools.count(1)

    async def start(text: str, resident: str = "7", channel: str = "telegram") -> str:
        is_pushed = channel != "web"
        message = a_message(
            text, f"m{next(numbers)}", channel=channel, address=resident, pushed=is_pushed, received_at=clock.now()
        )
        reply = await application.conversing.take(message)
        assert reply is not None
        return find_code(reply.answer.text) or ""

    return start


@pytest.fixture
def app(application: Application) -> Starlette:
    return Starlette(routes=[*web.routes(application), *mounting.routes(application)], middleware=web.middleware())


@pytest.fixture
def add_officer(application: Application) -> Callable[..., Officer]:
    """Makes an account with PASSWORD."""

    def add(name: str = "ba", role: Role = Role.OFFICER, **more: object) -> Officer:
        officer = Officer(name, **({"shown_name": f"Chị {name}", "role": role} | more))  # type: ignore[arg-type]
        application.desk.staffing.add(officer, by="test", password=PASSWORD)
        return officer

    return add


@pytest.fixture
async def open_browser(app: Starlette) -> AsyncIterator[Callable[..., OfficerBrowser]]:
    """Makes browsers without a session."""
    opened: list[httpx.AsyncClient] = []

    def start(address: str = "203.0.113.7") -> OfficerBrowser:
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=(address, 1)), base_url="http://troly.test"
        )
        opened.append(client)
        return OfficerBrowser(client)

    yield start
    for client in opened:
        await client.aclose()


@pytest.fixture
def sign_in(add_officer: Callable[..., Officer], open_browser: Callable[..., OfficerBrowser]) -> Callable[..., object]:
    """Makes an account of a role and a browser that is signed in with it: `browser = await sign_in(Role.ADMIN)`."""

    async def start(role: Role = Role.OFFICER, name: str = "") -> OfficerBrowser:
        name = name or role.value
        add_officer(name, role)
        browser = open_browser()
        response = await browser.sign_in(name)
        assert response.status_code == 303, response.text
        await browser.get("/console/tai-khoan")
        return browser

    return start
