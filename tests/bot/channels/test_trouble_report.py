from __future__ import annotations

import httpx

from bot.adapters.sqlite_store.channel_alerts import SqliteChannelAlerts
from bot.app import build_app
from bot.bootstrap import wire
from bot.channels.troubles import Troubles
from bot.settings import read_settings
from building import FakeEngine


async def seen(database, path: str) -> httpx.Response:
    application = wire(read_settings({}), database, FakeEngine(), b"k" * 32)
    transport = httpx.ASGITransport(build_app(application), client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=transport, base_url="http://troly.test") as client:
        return await client.get(path)


async def test_a_trouble_is_seen_in_health_and_metrics_by_its_name_only(database):
    Troubles(SqliteChannelAlerts(database), "zalo_oa").open("token_refused", "secret detail")
    health, metrics = await seen(database, "/healthz"), await seen(database, "/metrics")
    (trouble,) = health.json()["troubles"]
    assert (trouble["channel"], trouble["name"]) == ("zalo_oa", "token_refused")
    assert 'troly_channel_trouble{channel="zalo_oa",name="token_refused"} 1.0' in metrics.text
    assert "secret detail" not in health.text + metrics.text


async def test_without_troubles_there_is_nothing_to_see(database):
    assert (await seen(database, "/healthz")).json()["troubles"] == []


def test_troubles_of_an_earlier_start_are_closed_too(database):
    alerts = SqliteChannelAlerts(database)
    Troubles(alerts, "zalo_oa").open("error_221", "x")
    Troubles(alerts, "zalo_oa").close("token_")
    assert len(alerts.all()) == 1
    Troubles(alerts, "zalo_bot").close("error_")
    assert len(alerts.all()) == 1
    Troubles(alerts, "zalo_oa").close("error_")
    assert alerts.all() == []


def test_a_trouble_is_told_once(database, caplog):
    troubles = Troubles(SqliteChannelAlerts(database), "zalo_oa")
    troubles.open("error_221", "x")
    troubles.open("error_221", "x")
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
