"""Every error code of the Official Account, sent by the stand-in, with its effect on an answer."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.refusal_effect import RefusalEffect
from bot.channels.zalo_oa.error_codes import ERROR_CODES, effect_of
from bot.services import delivering
from bot.services.delivering import FIRST_RETRY_SECONDS
from standins.messenger_wiring import until

RESIDENT = "7"
REFRESH = [-124, -216, -220]
BACK_OFF = [-32, -200, -234]
HOLD = [-230, -232]
UNREACHABLE = [-213, -217, -218, -227, -244]
ALERT = [-204, -205, -209, -211, -212, -219, -221, -223, -224, -242, -320, -321]
BUG = [-100, -201, -210, -233, -240, -248, -249]


def outbox(application) -> list[dict]:
    return list(application.store._db.query("select * from outbox order by id"))


async def refused(zalo, serve_application, code: int) -> None:
    """A question whose answer Zalo refuses with a code."""
    zalo.refuse_next(code)
    zalo.user_says(RESIDENT, "lệ phí khai sinh")
    await until(lambda: len(zalo.calls) == 1)


def test_every_code_has_one_of_the_tests_below():
    assert sorted([*REFRESH, *BACK_OFF, *HOLD, *UNREACHABLE, *ALERT, *BUG]) == sorted(ERROR_CODES)


@pytest.mark.parametrize("code", REFRESH)
async def test_a_dead_token_is_refreshed_and_the_answer_sent_again_at_once(zalo, serve, code):
    async with serve() as application:
        await until(lambda: len(zalo.refreshes) == 1)
        zalo.expire_token(code)
        zalo.user_says(RESIDENT, "lệ phí")
        await until(lambda: zalo.sent(RESIDENT))
        assert outbox(application)[0]["attempts"] == 0
        assert application.channels.alerts.all() == []
    assert len(zalo.refreshes) == 2
    assert len(zalo.calls) == 2


@pytest.mark.parametrize("code", REFRESH)
async def test_a_token_that_is_dead_again_right_after_its_refresh_alerts(zalo, serve, code):
    async with serve() as application:
        zalo.refuse_next(code, times=2)
        zalo.user_says(RESIDENT, "lệ phí")
        await until(lambda: application.channels.alerts.all())
        assert [alert.name for alert in application.channels.alerts.all()] == [f"error_{-code}"]
        assert outbox(application)[0]["state"] != "dead"
    assert len(zalo.calls) == 2


@pytest.mark.parametrize("code", [*BACK_OFF, -9999])
async def test_a_passing_error_is_tried_again_after_a_while(zalo, serve, code):
    async with serve() as application:
        await refused(zalo, application, code)
        await until(lambda: zalo.sent(RESIDENT))
        await until(lambda: outbox(application)[0]["state"] == "sent")
        assert application.channels.alerts.all() == []
    first, second = zalo.called_at
    assert second - first >= FIRST_RETRY_SECONDS


@pytest.mark.parametrize("code", HOLD)
async def test_behind_a_closed_window_the_answer_is_held_until_the_resident_writes(zalo, serve, code):
    async with serve() as application:
        await refused(zalo, application, code)
        await until(lambda: outbox(application)[0]["state"] == "held")
        assert outbox(application)[0]["body"]
        zalo.user_says(RESIDENT, "tôi đây")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
    assert "nghe: lệ phí khai sinh" in zalo.sent(RESIDENT)[0]["text"]


@pytest.mark.parametrize("code", UNREACHABLE)
async def test_a_resident_who_cannot_be_reached_is_not_tried_again(zalo, serve, code, monkeypatch):
    monkeypatch.setattr(delivering, "FIRST_RETRY_SECONDS", 0.01)
    async with serve() as application:
        await refused(zalo, application, code)
        await until(lambda: outbox(application)[0]["state"] == "dead")
        assert str(code) in outbox(application)[0]["error"]
        assert application.channels.alerts.all() == []
        await asyncio.sleep(0.2)
    assert len(zalo.calls) == 1


@pytest.mark.parametrize("code", ALERT)
async def test_what_only_a_person_can_end_is_told_once_and_the_answer_waits(zalo, serve, caplog, code):
    async with serve() as application:
        zalo.refuse_next(code, times=2)
        zalo.user_says(RESIDENT, "lệ phí")
        zalo.user_says("8", "lệ phí")
        await until(lambda: len(zalo.calls) == 2)
        await until(lambda: [row["attempts"] for row in outbox(application)] == [1, 1])
        assert [(alert.name, alert.times) for alert in application.channels.alerts.all()] == [(f"error_{-code}", 2)]
        told = [record for record in caplog.records if record.levelname == "CRITICAL"]
        assert len(told) == 1
        assert "Next step" in told[0].getMessage()
        assert {row["state"] for row in outbox(application)} == {"taken"}
        zalo.user_says("9", "lệ phí")
        await until(lambda: zalo.sent("9"))
        await until(lambda: application.channels.alerts.all() == [])


@pytest.mark.parametrize("code", BUG)
async def test_what_zalo_does_not_take_is_logged_as_an_error_and_given_up(zalo, serve, caplog, code):
    async with serve() as application:
        await refused(zalo, application, code)
        await until(lambda: outbox(application)[0]["state"] == "dead")
    assert [record.levelname for record in caplog.records if str(code) in record.getMessage()] == ["ERROR"]


async def test_an_answer_that_is_no_answer_of_zalo_is_tried_again(zalo, serve):
    async with serve() as application:
        await until(lambda: zalo.refreshes)
        zalo.break_next(502)
        zalo.user_says(RESIDENT, "lệ phí")
        await until(lambda: zalo.sent(RESIDENT))
        assert application.channels.alerts.all() == []


async def test_zalo_out_of_reach_loses_nothing(zalo, serve):
    async with serve():
        await until(lambda: zalo.refreshes)
        zalo.go_away()
        zalo.user_says(RESIDENT, "lệ phí")
        await asyncio.sleep(0.3)
        zalo.come_back()
        await until(lambda: zalo.sent(RESIDENT))
    assert len(zalo.sent(RESIDENT)) == 1


def test_an_unknown_code_backs_off():
    assert effect_of(-9999) is RefusalEffect.BACK_OFF
