from __future__ import annotations

import pytest

from bot.adapters.sqlite_store.channel_alerts import SqliteChannelAlerts


@pytest.fixture
def alerts(database, clock):
    return SqliteChannelAlerts(database, clock.now)


def test_a_trouble_is_new_once_and_counted_after(alerts, clock):
    since = clock.now()
    assert alerts.open("zalo_oa", "token_refused", "first")
    clock.move(hours=1)
    assert not alerts.open("zalo_oa", "token_refused", "again")
    (alert,) = alerts.all()
    assert (alert.since, alert.times, alert.detail) == (since, 2, "again")


def test_closing_ends_one_trouble_or_all_of_a_channel(alerts):
    for name in ("a", "b"):
        alerts.open("zalo_oa", name, "x")
    alerts.open("zalo_bot", "a", "x")
    alerts.close("zalo_oa", "a")
    assert [(alert.channel, alert.name) for alert in alerts.all()] == [("zalo_bot", "a"), ("zalo_oa", "b")]
    alerts.close("zalo_oa")
    assert [alert.channel for alert in alerts.all()] == ["zalo_bot"]


def test_a_long_detail_is_cut(alerts):
    alerts.open("zalo_oa", "a", "x" * 5000)
    assert len(alerts.all()[0].detail) == 300
