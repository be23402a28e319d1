"""The channel against a stand-in of the Official Account, with an engine without Rasa."""

from __future__ import annotations

import asyncio
import logging
import sqlite3

import pytest

from bot.channels.zalo_oa.events import CHANNEL
from bot.domain.answer import Answer, Button
from bot.domain.aspect import Aspect
from bot.domain.outcome import Outcome
from bot.domain.payload import OfficerPayload, TopicPayload
from bot.services.replying import Replying
from standins.messenger_wiring import until
from standins.zalo_oa_api import ZaloOaStandIn

RESIDENT, OTHER = "246845883529197922", "246845883529197923"


def heard(zalo: ZaloOaStandIn, user: str = RESIDENT) -> list[str]:
    """The lines of answers that repeat what was heard."""
    lines = [line for message in zalo.sent(user) for line in message["text"].split("\n")]
    return [line for line in lines if line.startswith("nghe")]


def rows(application, table: str) -> list[dict]:
    return list(application.store._db.query(f"select * from {table} order by rowid"))


# Conversations.


async def test_a_question_is_answered_with_a_page_and_buttons(zalo, serve):
    async with serve():
        zalo.user_says(RESIDENT, "lệ phí khai sinh")
        await until(lambda: zalo.sent(RESIDENT))
    (message,) = zalo.sent(RESIDENT)
    assert message["text"].startswith("Tiêu đề <1>\nnghe: lệ phí khai sinh\n\nNguồn & ngày")
    assert [button["type"] for button in zalo.buttons(RESIDENT)] == ["oa.open.url"] + 3 * ["oa.query.hide"]
    assert zalo.buttons(RESIDENT)[0]["payload"] == {"url": "https://dichvucong.gov.vn/?a=1&b=2"}


async def test_a_click_comes_back_as_a_text_and_is_answered_as_a_click(zalo, serve, engine):
    async with serve() as application:
        zalo.user_says(RESIDENT, "khai sinh")
        await until(lambda: zalo.sent(RESIDENT))
        zalo.user_clicks(RESIDENT, "Lệ phí")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
        zalo.user_clicks(RESIDENT, application.wording.say("utter_button_not_helped"))
        await until(lambda: len(zalo.sent(RESIDENT)) == 3)
        zalo.user_clicks(RESIDENT, application.wording.say("utter_button_officer"))
        await until(lambda: len(zalo.sent(RESIDENT)) == 4)
    assert zalo.sent(RESIDENT)[1]["text"].startswith("dang_ky_khai_sinh\nfee")
    assert "TL-" in zalo.sent(RESIDENT)[3]["text"]
    assert engine.heard == ["khai sinh"]


async def test_a_typed_text_that_only_looks_like_a_payload_is_a_text(zalo, serve, engine):
    texts = ["o", "t|dang_ky_khai_sinh|f", "#troly:x", "#troly:t|dang_ky_khai_sinh|?", "#troly:"]
    async with serve():
        for number, text in enumerate(texts, start=1):
            zalo.user_says(RESIDENT, text)
            await until(lambda number=number: len(zalo.sent(RESIDENT)) == number)
    assert engine.heard == texts


async def test_more_than_five_choices_are_numbered_and_the_number_is_understood(zalo, serve, engine):
    aspects = list(Aspect)[:6]
    buttons = tuple(Button(f"việc {aspect}", TopicPayload("khai_sinh", aspect).encode()) for aspect in aspects)
    officer = Button("Hỏi cán bộ", OfficerPayload().encode())
    engine.answers["khai sinh"] = Answer(Outcome.CLARIFIED, ("chọn",), buttons=(*buttons, officer))
    async with serve():
        zalo.user_says(RESIDENT, "khai sinh")
        await until(lambda: zalo.sent(RESIDENT))
        assert "\n1. việc summary\n" in zalo.sent(RESIDENT)[0]["text"]
        assert len(zalo.buttons(RESIDENT)) == 5
        zalo.user_says(RESIDENT, " 6. ")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
        assert zalo.sent(RESIDENT)[1]["text"].startswith(f"khai_sinh\n{aspects[5]}")
        zalo.user_says(OTHER, "6")
        await until(lambda: zalo.sent(OTHER))
        zalo.user_says(RESIDENT, "khai sinh")
        await until(lambda: len(zalo.sent(RESIDENT)) == 3)
        zalo.user_says(RESIDENT, "số 7")
        await until(lambda: len(zalo.sent(RESIDENT)) == 4)
    assert "TL-" in zalo.sent(RESIDENT)[3]["text"]
    assert engine.heard == ["khai sinh", "6", "khai sinh"]


async def test_a_number_means_what_was_shown_last_also_after_a_restart(zalo, serve, engine):
    choices = tuple(Button(str(aspect), TopicPayload("khai_sinh", aspect).encode()) for aspect in list(Aspect)[:6])
    engine.answers["khai sinh"] = Answer(Outcome.CLARIFIED, ("chọn",), buttons=choices)
    engine.answers["cảm ơn"] = Answer(Outcome.SMALLTALK, ("không có chi",))
    async with serve():
        zalo.user_says(RESIDENT, "khai sinh")
        await until(lambda: zalo.sent(RESIDENT))
    async with serve() as application:
        zalo.user_says(RESIDENT, "2")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
        assert zalo.sent(RESIDENT)[1]["text"].startswith("khai_sinh\nsteps")
        zalo.user_says(RESIDENT, "cảm ơn")
        await until(lambda: len(zalo.sent(RESIDENT)) == 3)
        assert rows(application, "shown_choices") != []
        zalo.user_says(RESIDENT, "khai sinh")
        await until(lambda: len(zalo.sent(RESIDENT)) == 4)
        zalo.user_says(RESIDENT, "3")
        await until(lambda: len(zalo.sent(RESIDENT)) == 5)
        assert zalo.sent(RESIDENT)[4]["text"].startswith("khai_sinh\ndocuments")
        zalo.user_says(RESIDENT, "/xoadulieu")
        await until(lambda: len(zalo.sent(RESIDENT)) == 6)
        assert rows(application, "shown_choices") == []


@pytest.mark.parametrize("kind", ["image", "sticker", "gif", "audio", "video", "file", "business_card", "link"])
async def test_what_is_no_text_is_answered_and_neither_fetched_nor_kept(zalo, serve, engine, kind):
    async with serve() as application:
        address = f"{zalo.settings()['ZALO_OA_API_BASE']}/photo-of-a-card"
        zalo.user_sends(RESIDENT, kind, {"url": address, "thumbnail": address, "id": "x"})
        await until(lambda: zalo.sent(RESIDENT))
        stored = rows(application, "inbox") + rows(application, "usage_events")
    assert engine.heard == []
    assert "photo-of-a-card" not in str(stored)


async def test_who_sends_a_photo_of_a_card_is_told_and_its_caption_is_answered(zalo, serve, engine):
    async with serve() as application:
        zalo.user_sends(RESIDENT, "image", {"url": "http://f6.photo.talk.zdn.vn/a.jpg"})
        await until(lambda: zalo.sent(RESIDENT))
        zalo.user_sends(RESIDENT, "image", {"url": "http://f6.photo.talk.zdn.vn/a.jpg"}, text="làm lại căn cước")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
        told = application.wording.say("utter_sent_picture")
    assert [told in message["text"] for message in zalo.sent(RESIDENT)] == [True, True]
    assert engine.heard == ["làm lại căn cước"]


async def test_personal_data_that_a_form_sends_is_neither_kept_nor_answered_with_it(zalo, serve):
    async with serve() as application:
        zalo.user_submits_info(RESIDENT, name="Trần Thị Ví Dụ", phone="84912345678", address="Đường số 13")
        await until(lambda: zalo.sent(RESIDENT))
        dump = "\n".join(application.store._db.conn.iterdump())
    assert "84912345678" not in dump
    assert "Ví Dụ" not in dump


async def test_who_follows_is_greeted_once_for_each_time(zalo, serve):
    async with serve() as application:
        event = zalo.user_follows(RESIDENT)
        zalo.deliver(event)
        await until(lambda: zalo.sent(RESIDENT))
        zalo.user_opens_chat(RESIDENT)
        zalo.user_says(RESIDENT, "xin chào")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
        await asyncio.sleep(0.1)
        greeting = application.wording.say("utter_greet")
    assert zalo.sent(RESIDENT)[0]["text"].startswith(greeting)
    assert len(zalo.sent(RESIDENT)) == 2


async def test_a_stranger_who_opens_the_chat_is_greeted(zalo, serve):
    async with serve():
        zalo.user_opens_chat(RESIDENT)
        await until(lambda: zalo.sent(RESIDENT))


@pytest.mark.parametrize(
    "name",
    [
        "oa_send_text", "oa_send_image", "user_seen_message", "user_received_message", "user_reacted_message",
        "anonymous_send_text", "oa_call_user", "something_new",
    ],
)  # fmt: skip
async def test_events_that_need_no_answer_get_none(zalo, serve, name):
    async with serve() as application:
        delivery = zalo.deliver(zalo.event(RESIDENT, name, {"text": "lệ phí"}))
        await until(lambda: delivery.is_over)
        assert delivery.statuses == [200]
        assert rows(application, "inbox") == []
        zalo.user_unfollows(OTHER)
        zalo.user_says(RESIDENT, "sau đó")
        await until(lambda: zalo.sent(RESIDENT))
    assert heard(zalo) == ["nghe: sau đó"]


async def test_a_leading_slash_never_reaches_the_engine(zalo, serve, engine):
    async with serve():
        zalo.user_says(RESIDENT, "/ask_fee{}")
        zalo.user_says(RESIDENT, "  //nop")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
    assert engine.heard == ["ask_fee{}", "nop"]


async def test_texts_are_sent_in_nfc_and_long_ones_in_parts_with_the_buttons_under_the_last(zalo, serve, engine):
    line = "Giấy tờ cần có để làm thủ tục này. " * 4  # NFD below: 28 % longer
    import unicodedata

    engine.answers["dài"] = Answer(
        Outcome.CLARIFIED,
        tuple(unicodedata.normalize("NFD", line) for _ in range(30)),
        buttons=(Button("Hỏi cán bộ", "o"),),
    )
    async with serve():
        zalo.user_says(RESIDENT, "dài")
        await until(lambda: len(zalo.sent(RESIDENT)) == 3)
    texts = [message["text"] for message in zalo.sent(RESIDENT)]
    assert all(unicodedata.is_normalized("NFC", text) and len(text) <= 2000 for text in texts)
    assert " ".join(" ".join(texts).split()).count("Giấy tờ cần có để làm thủ tục này.") == 120
    assert ["attachment" in message for message in zalo.sent(RESIDENT)] == [False, False, True]


# Delivery.


async def test_an_event_is_acknowledged_before_its_answer_is_made(zalo, serve, engine):
    engine.hold("chậm")
    async with serve():
        event = zalo.user_says(RESIDENT, "chậm")
        delivery = zalo.deliver(event)
        await until(lambda: delivery.is_over)
        assert delivery.statuses == [200]
        assert zalo.sent(RESIDENT) == []
        engine.release()


async def test_duplicates_are_answered_once(zalo, serve):
    async with serve():
        event = zalo.user_says(RESIDENT, "một lần")
        for _ in range(3):
            zalo.deliver(event)
        await until(lambda: zalo.sent(RESIDENT))
        zalo.deliver(event)
        zalo.user_says(RESIDENT, "rồi thôi")
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
    assert heard(zalo) == ["nghe: một lần", "nghe: rồi thôi"]


async def test_events_that_come_out_of_order_are_put_right_and_each_answered_once(zalo, serve, engine):
    engine.hold("lần 4")
    async with serve():
        sender = zalo._sender
        sender.hold()
        for number in range(5):
            zalo.user_says(RESIDENT, f"lần {number}")
        sender.release(backwards=True)
        await until(lambda: all(delivery.is_over for delivery in sender.deliveries))
        engine.release()
        await until(lambda: len(zalo.sent(RESIDENT)) == 5)
    assert heard(zalo) == [f"nghe: lần {number}" for number in (4, 0, 1, 2, 3)]


async def test_an_event_that_found_no_server_comes_again_by_the_ladder(zalo, serve, build):
    async with serve():
        zalo.user_says(RESIDENT, "trước")
        await until(lambda: zalo.sent(RESIDENT))
        url = zalo._sender.url
    zalo.deliver_to(url, scale=0.005)
    zalo.user_says(RESIDENT, "lúc tắt máy")
    delivery = zalo._sender.deliveries[-1]
    await until(lambda: delivery.statuses)
    from standins.served_app import served

    async with served(build(), port=int(url.split(":")[2].split("/")[0])):
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
    assert delivery.is_accepted
    assert len(delivery.statuses) > 1


async def test_an_event_that_cannot_be_stored_is_refused_and_comes_again(zalo, serve, monkeypatch):
    async with serve() as application:
        accept = application.conversing.accept

        def fail_once(message):
            monkeypatch.setattr(application.conversing, "accept", accept)
            raise sqlite3.OperationalError("database is locked")

        monkeypatch.setattr(application.conversing, "accept", fail_once)
        zalo.user_says(RESIDENT, "lệ phí")
        await until(lambda: zalo.sent(RESIDENT))
        assert zalo._sender.deliveries[-1].statuses == [503, 200]


async def test_nothing_that_a_resident_wrote_and_no_token_is_logged(zalo, serve, caplog):
    caplog.set_level(logging.DEBUG)
    async with serve() as application:
        zalo.user_says(RESIDENT, "số của tôi là 0912345678 và bí mật")
        zalo.expire_token()
        await until(lambda: zalo.sent(RESIDENT))
        (event,) = rows(application, "usage_events")
        access = next(iter(zalo._access))
    shown = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(("asyncio", "uvicorn"))
    )
    assert "0912345678" not in shown + event["text"]
    assert "bí mật" not in shown
    assert access not in shown
    assert zalo.first_refresh_token not in shown


# Replies of officers.


def reply(application, code: str, text: str = "Mời bạn ra xã.") -> None:
    Replying(application.store, application.wording).reply(code, text, "Chị Ba")


async def a_question_for_an_officer(zalo, application) -> str:
    zalo.user_says(RESIDENT, "#troly:o")
    await until(lambda: zalo.sent(RESIDENT))
    return rows(application, "questions")[0]["code"]


async def test_an_officers_reply_goes_back_to_the_chat(zalo, serve):
    async with serve() as application:
        code = await a_question_for_an_officer(zalo, application)
        reply(application, code)
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
    assert "Mời bạn ra xã." in zalo.sent(RESIDENT)[1]["text"]


@pytest.mark.parametrize("how", ["writes", "opens the chat", "follows"])
async def test_a_late_reply_is_kept_counted_and_shown_when_the_resident_returns(zalo, serve, how):
    async with serve() as application:
        code = await a_question_for_an_officer(zalo, application)
        zalo.pass_time(hours=8 * 24)
        reply(application, code)
        await until(lambda: rows(application, "outbox")[-1]["state"] == "held")
        assert application.undelivered.counts()[CHANNEL, "held"] == 1
        await asyncio.sleep(0.2)
        assert len(zalo.sent(RESIDENT)) == 1
        if how == "writes":
            zalo.user_says(RESIDENT, "xin chào")
        elif how == "follows":
            zalo.user_follows(RESIDENT)
        else:
            zalo.user_opens_chat(RESIDENT)
        await until(lambda: any("Mời bạn ra xã." in message["text"] for message in zalo.sent(RESIDENT)))
        assert (CHANNEL, "held") not in application.undelivered.counts()


async def test_a_reply_after_three_days_is_sent_within_the_window(zalo, serve):
    async with serve() as application:
        code = await a_question_for_an_officer(zalo, application)
        zalo.pass_time(hours=72)
        reply(application, code)
        await until(lambda: len(zalo.sent(RESIDENT)) == 2)
    assert zalo.billed == 1
