"""The rotating token pair: one refresh at a time, kept before use, and a person told when it is dead."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.sqlite_store.channel_alerts import SqliteChannelAlerts
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.zalo_tokens import SqliteZaloTokens
from bot.channels.troubles import Troubles
from bot.channels.zalo_oa.client import OaClient
from bot.channels.zalo_oa.tokens import ALERT_MISSING, ALERT_REFUSED, OaTokens
from bot.services.delivering import RetryLaterError


class MovingClock:
    """A clock that can be set forward together with the stand-in's."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def today(self):
        return self.now().date()


class Tokens:
    """Everything around the tokens, over one database file."""

    def __init__(self, zalo, path, seed: str | None = None, **more) -> None:
        self.zalo = zalo
        self.clock = MovingClock()
        self.database = open_database(path)
        self.alerts = SqliteChannelAlerts(self.database)
        settings = zalo.settings()
        self.client = OaClient(
            api_base=settings["ZALO_OA_API_BASE"],
            oauth_base=settings["ZALO_OAUTH_BASE"],
            app_id=zalo.app_id,
            app_secret=zalo.app_secret,
        )
        self.tokens = OaTokens(
            client=self.client,
            store=SqliteZaloTokens(self.database, self.clock.now),
            troubles=Troubles(self.alerts, "zalo_oa"),
            clock=self.clock,
            app_id=zalo.app_id,
            seed=zalo.first_refresh_token if seed is None else seed,
            **more,
        )

    def pass_time(self, hours: float) -> None:
        self.clock.shift += timedelta(hours=hours)
        self.zalo.pass_time(hours=hours)

    async def close(self) -> None:
        await self.tokens.close()
        await self.client.close()
        self.database.close()


@pytest.fixture
async def begin(zalo, tmp_path):
    made = []

    def new(**more) -> Tokens:
        made.append(Tokens(zalo, tmp_path / "troly.db", **more))
        return made[-1]

    yield new
    for one in made:
        await one.close()


async def test_the_first_token_comes_from_the_refresh_token_of_the_settings(zalo, begin):
    one = begin()
    token = await one.tokens.access()
    assert await one.tokens.access() == token
    assert zalo.refreshes == [zalo.first_refresh_token]


async def test_many_who_need_a_token_at_once_cause_one_refresh(zalo, begin):
    zalo.refresh_seconds = 0.2
    one = begin()
    tokens = await asyncio.gather(*(one.tokens.access() for _ in range(20)))
    assert len(set(tokens)) == 1
    await asyncio.gather(*(one.tokens.renewed(tokens[0]) for _ in range(20)))
    assert len(zalo.refreshes) == 2
    assert zalo.refused_refreshes == []


async def test_a_token_is_refreshed_at_twenty_hours_and_not_before(zalo, begin):
    one = begin()
    first = await one.tokens.access()
    one.pass_time(19.9)
    assert await one.tokens.access() == first
    one.pass_time(0.2)
    assert await one.tokens.access() != first
    assert len(zalo.refreshes) == 2


async def test_an_old_token_serves_on_while_zalo_cannot_be_reached(zalo, begin):
    one = begin()
    first = await one.tokens.access()
    one.pass_time(21)
    zalo.break_next(503)
    assert await one.tokens.access() == first
    assert await one.tokens.access() != first


async def test_a_pair_lives_on_after_a_restart(zalo, begin):
    first = await begin().tokens.access()
    assert await begin().tokens.access() == first
    assert len(zalo.refreshes) == 1


async def test_each_refresh_uses_the_newest_refresh_token_once(zalo, begin):
    one = begin()
    for _ in range(5):
        await one.tokens.access()
        one.pass_time(20.5)
    assert len(set(zalo.refreshes)) == 5
    assert zalo.refused_refreshes == []


async def test_the_new_pair_is_on_the_disk_before_it_is_used(zalo, begin, monkeypatch):
    one = begin()
    await one.tokens.access()
    saved = []

    def fail(*values) -> None:
        saved.append(values)
        raise OSError("disk full")

    monkeypatch.setattr(one.tokens._store, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        await one.tokens.renewed(await one.tokens.access())
    assert len(saved) == 1


async def test_a_caller_who_goes_away_does_not_end_a_refresh(zalo, begin):
    zalo.refresh_seconds = 0.3
    one = begin()
    caller = asyncio.create_task(one.tokens.access())
    await asyncio.sleep(0.1)
    caller.cancel()
    await asyncio.wait([caller])
    assert await one.tokens.access()
    assert len(zalo.refreshes) == 1


async def test_stopping_waits_for_a_refresh_that_is_on_its_way(zalo, begin):
    zalo.refresh_seconds = 0.3
    one = begin()
    caller = asyncio.create_task(one.tokens.access())
    await asyncio.sleep(0.1)
    caller.cancel()
    await one.tokens.close()
    zalo.refresh_seconds = 0
    assert await begin().tokens.access()
    assert len(zalo.refreshes) == 1


async def test_a_dead_refresh_token_is_told_and_not_tried_again(zalo, begin):
    one = begin()
    await one.tokens.access()
    zalo.revoke()
    for _ in range(3):
        with pytest.raises(RetryLaterError) as caught:
            await one.tokens.renewed(await one.tokens.access())
    assert caught.value.seconds == 600
    assert len(zalo.refused_refreshes) == 1
    (alert,) = one.alerts.all()
    assert alert.name == ALERT_REFUSED
    assert "ZALO_OA_REFRESH_TOKEN" in alert.detail
    again = begin()
    with pytest.raises(RetryLaterError):
        await again.tokens.renewed(await again.tokens.access())
    assert len(zalo.refused_refreshes) == 1


async def test_a_token_that_still_lives_is_used_although_its_refresh_is_refused(zalo, begin):
    one = begin()
    first = await one.tokens.access()
    zalo.revoke()
    one.pass_time(21)
    with pytest.raises(RetryLaterError):
        await one.tokens.access()
    assert await one.tokens.access() == first
    one.pass_time(5)
    with pytest.raises(RetryLaterError):
        await one.tokens.access()


async def test_a_new_grant_in_the_settings_begins_anew_and_ends_the_alert(zalo, begin):
    one = begin()
    await one.tokens.access()
    zalo.revoke()
    with pytest.raises(RetryLaterError):
        await one.tokens.renewed(await one.tokens.access())
    renewed = begin(seed=zalo.grant())
    assert await renewed.tokens.access()
    assert renewed.alerts.all() == []


async def test_without_any_refresh_token_a_person_is_told(begin):
    one = begin(seed="")
    with pytest.raises(RetryLaterError):
        await one.tokens.access()
    assert [alert.name for alert in one.alerts.all()] == [ALERT_MISSING]


async def test_two_processes_over_one_database_do_not_use_one_refresh_token_twice(zalo, begin):
    zalo.refresh_seconds = 0.3
    first, second = begin(), begin()
    got = await asyncio.gather(first.tokens.access(), second.tokens.access(), return_exceptions=True)
    assert sum(isinstance(one, str) for one in got) == 1
    assert len(zalo.refreshes) == 1
    assert await second.tokens.access() == await first.tokens.access()


@pytest.mark.parametrize("life", ["90000", 90000, "soon", None, "-5", "9" * 30, "nan"])
async def test_any_length_of_life_is_survived(begin, monkeypatch, life):
    one = begin()

    async def refresh(_: str) -> dict:
        return {"access_token": "a", "refresh_token": "b", "expires_in": life}

    monkeypatch.setattr(one.client, "refresh", refresh)
    assert await one.tokens.access() == "a"
