"""The channel against a stand-in of the Zalo Bot, with an engine without Rasa."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from datetime import UTC, datetime

import httpx
import pytest

from bot.channels.zalo_bot import channel
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.error_codes import ERROR_CODES
from bot.domain.answer import Answer, Button
from bot.domain.aspect import Aspect
from bot.domain.errors import SettingsError
from bot.domain.outcome import Outcome
from bot.domain.payload import OfficerPayload, TopicPayload
from bot.services.replying import Replying
from bot.services.turn_queue import TurnQueue
from standins.bad_bodies import bad_bodies
from standins.fake_engine import echo
from standins.messenger_wiring import until
from standins.shapes import shapes
from standins.webhook_sender import UNHURRIED_SECONDS
from standins.zalo_bot_api import ZaloBotStandIn

RESIDENT, GROUP = "6ede9afa66b88fe6d6a9", "zgr-1"
WEBHOOK = {"TROLY_PUBLIC_URL": "https://troly.example.vn", "ZALO_BOT_WEBHOOK_SECRET": "a long secret of ours"}


def heard(zalo: ZaloBotStandIn, chat: str = RESIDENT) -> list[str]:
    """The lines of answers that repeat what was heard."""
    return [line for text in zalo.sent(chat) for line in text.split("\n") if line.startswith("nghe")]


def rows(application, table: str) -> list[dict]:
    return list(application.store._db.query(f"select * from {table} order by rowid"))


def seconds_until(moment: str) -> float:
    return (datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds()


# Conversations.


async def test_a_question_is_answered_with_numbered_choices_and_the_page(zalo, serve):
    async with serve() as application:
        zalo.user_says(RESIDENT, "lệ phí khai sinh")
        await until(lambda: zalo.sent(RESIDENT))
        (text,) = zalo.sent(RESIDENT)
        say = application.wording.say
    assert text.startswith("Tiêu đề <1>\nnghe: lệ phí khai sinh\n\nNguồn & ngày")
    assert "Trang chính thức: https://dichvucong.gov.vn/?a=1&b=2" in text
    helped, not_helped = say("utter_button_helped"), say("utter_button_not_helped")
    assert text.endswith(f"{say('utter_choose_by_number')}\n1. Lệ phí\n2. {helped}\n3. {not_helped}")


async def test_numbers_click_aspects_ratings_and_the_officer(zalo, serve, engine):
    async with serve() as application:
        zalo.user_says(RESIDENT, "khai sinh")
        await until(lambda: zalo.sent(RESIDENT))
        zalo.user_says(RESIDENT, "1")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
        assert zalo.sent(RESIDENT)[1].startswith("dang_ky_khai_sinh\nfee")
        zalo.user_says(RESIDENT, "2.")
        await until(lambda: len(zalo.sent(RESIDENT)) == 3)
        assert zalo.sent(RESIDENT)[2].startswith(application.wording.say("utter_not_helped"))
        zalo.user_says(RESIDENT, "số 1")
        await until(lambda: len(zalo.sent(RESIDENT)) == 4)
        assert "TL-" in zalo.sent(RESIDENT)[3]
        assert [row["helped"] for row in rows(application, "usage_events")] == [None, 0, None, None]
    assert engine.heard == ["khai sinh"]


async def test_a_number_beyond_the_choices_is_an_ordinary_text(zalo, serve, engine):
    async with serve():
        zalo.user_says(RESIDENT, "khai sinh")
        await until(lambda: zalo.sent(RESIDENT))
        zalo.user_says(RESIDENT, "9")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
    assert engine.heard == ["khai sinh", "9"]


async def test_choices_of_one_resident_mean_nothing_to_another(zalo, serve, engine):
    engine.answers["gì"] = Answer(Outcome.CLARIFIED, ("chọn",), buttons=(Button("Hỏi cán bộ", "o"),))
    async with serve():
        zalo.user_says(RESIDENT, "gì")
        await until(lambda: zalo.sent(RESIDENT))
        zalo.user_says("other", "1")
        await until(lambda: zalo.sent("other"))
    assert engine.heard == ["gì", "1"]


async def test_every_recorded_update_is_survived_and_private_ones_are_answered(zalo, serve):
    async with serve():
        for update in shapes("zalo_bot_updates").values():
            zalo.inject(update.get("result", update))
        zalo.user_says("last", "xong")
        await until(lambda: zalo.sent("last"))
        await until(lambda: len(zalo.sent(RESIDENT)) == 7)
        await until(lambda: len(zalo.sent(GROUP)) == 1)


@pytest.mark.parametrize("field", ["photo_url", "photo"])
async def test_who_sends_a_photo_of_a_card_is_told_and_nothing_of_it_is_kept(zalo, serve, engine, field):
    zalo.photo_field = field
    async with serve() as application:
        zalo.user_sends_photo(RESIDENT, "https://photo.example/card.jpg")
        await until(lambda: zalo.sent(RESIDENT))
        zalo.user_sends_photo(RESIDENT, "https://photo.example/card.jpg", caption="căn cước")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
        told = application.wording.say("utter_sent_picture")
        dump = "\n".join(application.store._db.conn.iterdump())
    assert [text.startswith(told) for text in zalo.sent(RESIDENT)] == [True, True]
    assert engine.heard == ["căn cước"]
    assert "card.jpg" not in dump


async def test_in_a_group_the_mention_is_taken_off_and_nothing_personal_is_said(zalo, serve, engine):
    engine.answers["gặp cán bộ"] = Answer(
        Outcome.CLARIFIED, ("chọn",), buttons=(Button("Hỏi cán bộ", OfficerPayload().encode()),)
    )
    async with serve() as application:
        zalo.user_says(GROUP, "@Bot Trợ lý xã lệ phí khai sinh")
        await until(lambda: zalo.sent(GROUP))
        zalo.user_says(GROUP, "@Bot Trợ lý xã gặp cán bộ")
        await until(lambda: len(zalo.sent(GROUP)) == 2)
        zalo.user_says(GROUP, "@Bot Trợ lý xã 1")
        await until(lambda: len(zalo.sent(GROUP)) == 3)
        assert zalo.sent(GROUP)[2].startswith(application.wording.say("utter_write_privately"))
        assert rows(application, "questions") == []
    assert engine.heard == ["lệ phí khai sinh", "gặp cán bộ"]
    assert zalo.calls_of("sendChatAction") == []


async def test_long_answers_go_in_parts_that_zalo_takes(zalo, serve, engine):
    engine.answers["dài"] = Answer(Outcome.CLARIFIED, ("một dòng chữ dài vừa phải. " * 10,) * 20)
    async with serve():
        zalo.user_says(RESIDENT, "dài")
        await until(lambda: len(zalo.sent(RESIDENT)) == 3)
    assert all(1 <= len(text) <= 2000 for text in zalo.sent(RESIDENT))


async def test_a_slow_answer_is_announced_in_a_private_chat_only(zalo, serve, engine, monkeypatch):
    monkeypatch.setattr(channel, "TYPING_AFTER_SECONDS", 0.0)
    engine.hold("chậm", "chậm trong nhóm")
    async with serve():
        zalo.user_says(GROUP, "@Bot Trợ lý xã chậm trong nhóm")
        await until(lambda: engine.heard == ["chậm trong nhóm"])
        zalo.user_says(RESIDENT, "chậm")
        await until(lambda: zalo.calls_of("sendChatAction"))
        engine.release()
        await until(lambda: zalo.sent(GROUP) and zalo.sent(RESIDENT))
    assert zalo.calls_of("sendChatAction") == [{"chat_id": RESIDENT, "action": "typing"}]


async def test_an_answer_takes_back_its_announcement_that_is_still_to_come(zalo, build, departure):
    """However long the announcement was to wait; here it would have come at some time after the answer."""
    application = build()
    sending = ZaloBotChannel(application)
    sending._show_typing(RESIDENT)
    announcement = sending._typing[RESIDENT]
    await sending.send(RESIDENT, "t1", echo("nhanh"), departure(application))
    await asyncio.wait([announcement])
    await sending.stop()
    assert announcement.cancelled()
    assert zalo.calls_of("sendChatAction") == []


async def test_an_officers_reply_goes_back_to_the_chat(zalo, serve, engine):
    engine.answers["gì"] = Answer(Outcome.CLARIFIED, ("chọn",), buttons=(Button("Hỏi cán bộ", "o"),))
    async with serve() as application:
        zalo.user_says(RESIDENT, "gì")
        await until(lambda: zalo.sent(RESIDENT))
        zalo.user_says(RESIDENT, "1")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
        code = rows(application, "questions")[0]["code"]
        Replying(application.store, application.wording).reply(code, "Mời bạn ra xã.", "Chị Ba")
        await until(lambda: len(zalo.sent(RESIDENT)) == 3)
    assert "Mời bạn ra xã." in zalo.sent(RESIDENT)[2]


# Receiving by long polling.


async def test_polling_takes_a_webhook_away_first_and_survives_idle_times(zalo, serve):
    zalo.webhook = "https://old.example.vn"
    async with serve():
        await until(lambda: len(zalo.calls_of("getUpdates")) > 2)
        zalo.user_says(RESIDENT, "sau khi nghỉ")
        await until(lambda: zalo.sent(RESIDENT))
    assert zalo.webhook == ""
    assert zalo.calls_of("getUpdates")[0] == {"timeout": "25"}


async def test_a_message_served_twice_is_answered_once(zalo, serve):
    async with serve():
        update = zalo.user_says(RESIDENT, "một lần")
        zalo.inject(update)
        zalo.user_says(RESIDENT, "rồi thôi")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
        await asyncio.sleep(0.1)
    assert heard(zalo) == ["nghe: một lần", "nghe: rồi thôi"]


async def test_an_update_is_not_lost_when_the_database_is_busy(zalo, serve, monkeypatch):
    async with serve() as application:
        accept = application.conversing.accept

        def fail_once(message):
            monkeypatch.setattr(application.conversing, "accept", accept)
            raise sqlite3.OperationalError("database is locked")

        monkeypatch.setattr(application.conversing, "accept", fail_once)
        zalo.user_says(RESIDENT, "lệ phí")
        await until(lambda: zalo.sent(RESIDENT))


async def test_zalo_out_of_reach_is_waited_for(zalo, serve):
    async with serve():
        zalo.user_says(RESIDENT, "trước")
        await until(lambda: zalo.sent(RESIDENT))
        zalo.go_away()
        await asyncio.sleep(0.2)
        zalo.come_back()
        zalo.user_says(RESIDENT, "sau")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)


async def test_a_wrong_token_is_told_before_anything_starts(zalo, build):
    application = build(ZALO_BOT_TOKEN="1:wrong")
    with pytest.raises(SettingsError, match=r"ZALO_BOT_TOKEN.*Next step") as caught:
        await ZaloBotChannel(application).start(TurnQueue(application.conversing))
    assert "1:wrong" not in str(caught.value)


async def test_neither_text_nor_token_is_logged(zalo, serve, caplog):
    caplog.set_level(logging.INFO)
    async with serve():
        zalo.fail_next("getUpdates", 403)
        zalo.user_says(RESIDENT, "bí mật 0912345678")
        await until(lambda: zalo.sent(RESIDENT))
    shown = "\n".join(record.getMessage() for record in caplog.records)
    assert zalo.token not in shown
    assert "bí mật" not in shown


# Receiving by webhook.


@pytest.mark.parametrize("wraps", [False, True])
async def test_the_webhook_takes_flat_and_wrapped_updates_once(zalo, serve, wraps):
    zalo.wraps = wraps
    async with serve(**WEBHOOK):
        await until(lambda: zalo.webhook)
        update = zalo.user_says(RESIDENT, "lệ phí")
        zalo.deliver(update)
        await until(lambda: zalo.sent(RESIDENT))
        zalo.user_says(RESIDENT, "xong")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
    assert zalo.webhook == "https://troly.example.vn/webhooks/zalo-bot"
    assert heard(zalo) == ["nghe: lệ phí", "nghe: xong"]
    assert zalo.calls_of("getUpdates") == []


async def test_a_webhook_that_cannot_be_set_is_tried_again(zalo, serve):
    zalo.fail_next("setWebhook", 429)
    async with serve(**WEBHOOK):
        await until(lambda: zalo.webhook)


async def test_an_update_that_cannot_be_stored_is_refused(zalo, serve, monkeypatch):
    async with serve(**WEBHOOK) as application:
        await until(lambda: zalo.webhook)
        accept = application.conversing.accept

        def fail_once(message):
            monkeypatch.setattr(application.conversing, "accept", accept)
            raise sqlite3.OperationalError("database is locked")

        monkeypatch.setattr(application.conversing, "accept", fail_once)
        zalo.user_says(RESIDENT, "lệ phí")
        await until(lambda: zalo.sent(RESIDENT))
        assert zalo._sender.deliveries[-1].statuses == [503, 200]


async def test_strangers_can_do_nothing_at_the_webhook(zalo, serve):
    """`benchmark.zalo_webhook_bodies` does it with ten thousand and looks at the memory."""
    good = json.dumps(shapes("zalo_bot_updates")["text"]).encode()
    async with serve(**WEBHOOK) as application:
        await until(lambda: zalo.webhook)
        dump = "\n".join(application.store._db.conn.iterdump())
        url = zalo._sender.url
        async with httpx.AsyncClient(timeout=UNHURRIED_SECONDS) as client:
            assert (await client.post(url)).status_code == 200
            assert (await client.post(url, content=good)).status_code == 403
            for secret in ("", "x", zalo.secret[:-1], zalo.secret + "x"):
                response = await client.post(url, content=good, headers={"X-Bot-Api-Secret-Token": secret})
                assert response.status_code == 403
            for body in (b"[]", b"{", b'{"ok":true}', b'{"ok":true,"result":[]}', b"\xff"):
                response = await client.post(url, content=body, headers={"X-Bot-Api-Secret-Token": zalo.secret})
                assert response.status_code == 200
            statuses = set()
            for bad in bad_bodies(450, "X-Bot-Api-Secret-Token", good):
                statuses.add((await client.post(url, content=bad.body, headers=bad.headers)).status_code)
            for bad in bad_bodies(450, "X-Other", good):
                if bad.kind not in ("forged", "unsigned", "surrogates", "odd_types"):
                    headers = bad.headers | {"X-Bot-Api-Secret-Token": zalo.secret}
                    statuses.add((await client.post(url, content=bad.body, headers=headers)).status_code)
        assert statuses == {200, 403, 413}
        assert "\n".join(application.store._db.conn.iterdump()) == dump


async def test_without_a_webhook_secret_there_is_no_webhook(zalo, serve):
    async with serve(), httpx.AsyncClient(timeout=UNHURRIED_SECONDS) as client:
        assert (await client.post(zalo._sender.url, content=b"{}")).status_code == 404


# Errors.


def test_every_code_has_a_test_below():
    assert sorted(ERROR_CODES) == sorted([400, 401, 403, 404, 408, 429])


@pytest.mark.parametrize("code", [403, 408, 429, 500, 599])
async def test_a_passing_error_is_tried_again(zalo, serve, code):
    async with serve() as application:
        zalo.fail_next("sendMessage", code)
        zalo.user_says(RESIDENT, "lệ phí")
        await until(lambda: zalo.sent(RESIDENT))
        assert application.channels.alerts.all() == []
    assert len(zalo.calls_of("sendMessage")) == 2


@pytest.mark.parametrize("code", [400, 404])
async def test_what_zalo_does_not_take_is_logged_as_an_error_and_given_up(zalo, serve, caplog, code):
    async with serve() as application:
        zalo.fail_next("sendMessage", code)
        zalo.user_says(RESIDENT, "lệ phí")
        await until(lambda: [row["state"] for row in rows(application, "outbox")] == ["dead"])
    assert [record.levelname for record in caplog.records if str(code) in record.getMessage()] == ["ERROR"]


async def test_a_token_that_died_is_told_once_and_the_answer_waits(zalo, serve, caplog):
    async with serve() as application:
        zalo.fail_next("sendMessage", 401)
        zalo.user_says(RESIDENT, "lệ phí")
        await until(lambda: [alert.name for alert in application.channels.alerts.all()] == ["error_401"])
        assert rows(application, "outbox")[0]["state"] == "taken"
        zalo.user_says("other", "lệ phí")
        await until(lambda: zalo.sent("other"))
        await until(lambda: application.channels.alerts.all() == [])
    assert len([record for record in caplog.records if record.levelname == "CRITICAL"]) == 1


async def test_a_quota_that_stays_used_up_is_told_and_waited_for(zalo, serve):
    async with serve() as application:
        zalo.fail_next("sendMessage", 429, times=2)
        zalo.user_says(RESIDENT, "lệ phí")
        await until(lambda: [alert.name for alert in application.channels.alerts.all()] == ["error_429"])
        await until(lambda: rows(application, "outbox")[0]["attempts"] == 2)
        (row,) = rows(application, "outbox")
        assert row["state"] == "taken"
        assert seconds_until(row["next_at"]) > 300
    assert len(zalo.calls_of("sendMessage")) == 2


async def test_a_refusal_while_receiving_is_told_when_only_a_person_can_end_it(zalo, serve):
    async with serve() as application:
        await until(lambda: zalo.calls_of("getUpdates"))
        zalo.fail_next("getUpdates", 401)
        await until(lambda: [alert.name for alert in application.channels.alerts.all()] == ["error_401"])
        zalo.user_says(RESIDENT, "lệ phí")
        await until(lambda: zalo.sent(RESIDENT))


@pytest.mark.parametrize("aspect", list(Aspect)[:2])
async def test_a_choice_survives_a_restart(zalo, serve, engine, aspect):
    choices = tuple(Button(str(each), TopicPayload("khai_sinh", each).encode()) for each in list(Aspect)[:2])
    engine.answers["khai sinh"] = Answer(Outcome.CLARIFIED, ("chọn",), buttons=choices)
    async with serve():
        zalo.user_says(RESIDENT, "khai sinh")
        await until(lambda: zalo.sent(RESIDENT))
    async with serve():
        zalo.user_says(RESIDENT, str(list(Aspect).index(aspect) + 1))
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
    assert zalo.sent(RESIDENT)[1].startswith(f"khai_sinh\n{aspect}")
