from __future__ import annotations

import socket

import httpx
import pytest

from bot.app import build_app, run_server
from bot.bootstrap import Application, build_application, wire
from bot.domain.errors import SettingsError
from bot.settings import Settings, read_settings
from building import FakeEngine, an_answer


@pytest.fixture
def client(database):
    engine = FakeEngine({"khai sinh": an_answer("dang_ky_khai_sinh")})
    application = wire(read_settings({}), database, engine, b"k" * 32)
    transport = httpx.ASGITransport(build_app(application), client=("127.0.0.1", 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://troly.test")


@pytest.fixture
def busy():
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_a_healthy_server_says_so(client):
    async with client:
        response = await client.get("/healthz")
    assert response.status_code == 200


async def test_the_page_the_api_and_the_figures_are_served(client):
    async with client:
        page = await client.get("/")
        answer = await client.post("/api/chat", json={"sender": "me", "text": "khai sinh"})
        figures = await client.get("/metrics")
    assert (page.status_code, answer.status_code, figures.status_code) == (200, 200, 200)
    assert answer.json()["topics"] == ["dang_ky_khai_sinh"]


async def test_an_unknown_address_is_not_found(client):
    async with client:
        assert (await client.get("/nothing")).status_code == 404


def test_a_busy_port_is_told_before_anything_is_loaded(busy, tmp_path):
    settings = read_settings({"TROLY_PORT": str(busy), "TROLY_DATA_DIR": str(tmp_path / "data")})
    with pytest.raises(SettingsError, match=rf"127\.0\.0\.1:{busy}: expected a free port.*TROLY_PORT"):
        run_server(settings)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host"])
def test_an_address_that_is_not_of_this_machine_is_told(tmp_path, host):
    settings = read_settings({"TROLY_HOST": host, "TROLY_DATA_DIR": str(tmp_path)})
    with pytest.raises(SettingsError, match="TROLY_PORT"):
        run_server(settings)


def test_two_servers_that_start_together_do_not_share_a_port(tmp_path, monkeypatch, free_port):
    """The second starts while the first loads its model, and must not get as far as loading one too."""
    settings = read_settings({"TROLY_PORT": str(free_port), "TROLY_DATA_DIR": str(tmp_path)})

    def load_and_start_another(_: Settings) -> Application:
        monkeypatch.setattr("bot.app.build_application", build_application)
        run_server(settings)
        raise AssertionError("expected the port to be taken")

    monkeypatch.setattr("bot.app.build_application", load_and_start_another)
    with pytest.raises(SettingsError, match="expected a free port"):
        run_server(settings)
