"""The channel against a stand-in of Telegram, with an engine without Rasa."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.channels.telegram import errands
from bot.channels.telegram.profile import COMMANDS
from bot.domain.answer import Answer, Button
from bot.domain.errors import SettingsError
from bot.domain.outcome import Outcome
from bot.services.delivering import RetryLaterError
from standins.fake_engine import echo
from standins.messenger_wiring import an_application, running, until
from standins.telegram_api import TelegramStandIn

PROJECT = Path(__file__).parents[4]
PRIVATE, OTHER, GROUP = 7, 8, -100


def plain(*lines: str, **fields) -> Answer:
    return Answer(outcome=Outcome.SMALLTALK, lines=lines, **fields)


def heard(telegram: TelegramStandIn, chat_id: int) -> list[str]:
    """The lines of answers that repeat what was heard."""
    lines = [line for message in telegram.sent(chat_id) for line in message["text"].split("\n")]
    return [line for line in lines if line.startswith("nghe")]


def rows(application, table: str) -> list[dict]:
    return list(application.store._db.query(f"select * from {table} order by rowid"))


# Conversations.


async def test_a_question_is_answered_with_html_links_and_buttons(telegram, application):
    async with running(application):
        telegram.user_says(PRIVATE, "lệ phí khai sinh")
        await until(lambda: telegram.sent(PRIVATE))
    (message,) = telegram.sent(PRIVATE)
    assert message["text"].startswith("Tiêu đề <1>\nnghe: lệ phí khai sinh\n")
    assert [entity["type"] for entity in message["entities"]] == ["bold", "italic", "italic", "text_link"]
    labels = [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]
    assert labels == ["Lệ phí", "utter_button_helped", "utter_button_not_helped"]
    (call,) = telegram.calls_of("sendMessage")
    assert call.params["link_preview_options"] == {"is_disabled": True}


async def test_commands_are_answered_without_the_engine(telegram, application, engine):
    async with running(application):
        for number, command in enumerate(("/start", "/help", "/riengtu", "/xoadulieu"), start=1):
            telegram.user_says(PRIVATE, command)
            await until(lambda number=number: len(telegram.sent(PRIVATE)) == number)
    keys = [message["text"].split("\n")[0] for message in telegram.sent(PRIVATE)]
    assert keys == ["utter_greet", "utter_help", "utter_privacy", "utter_erased"]
    assert engine.heard == []


async def test_a_picture_without_words_is_not_opened_and_the_resident_is_told(telegram, application):
    async with running(application):
        telegram.user_sends(PRIVATE, photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}])
        await until(lambda: telegram.sent(PRIVATE))
    assert telegram.sent(PRIVATE)[0]["text"].startswith("utter_sent_picture")
    assert {call.method for call in telegram.calls} & {"getFile"} == set()
    assert "file_id" not in str(rows(application, "inbox"))


async def test_a_click_is_confirmed_and_answered(telegram, application):
    async with running(application):
        telegram.user_says(PRIVATE, "khai sinh")
        await until(lambda: telegram.sent(PRIVATE))
        question = telegram.sent(PRIVATE)[0]
        telegram.user_clicks(PRIVATE, question, question["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
        await until(lambda: len(telegram.sent(PRIVATE)) == 2)
        telegram.user_clicks(PRIVATE, question, "button of another bot")
        await until(lambda: len(telegram.sent(PRIVATE)) == 3)
    assert telegram.sent(PRIVATE)[1]["text"].startswith("dang_ky_khai_sinh\nfee")
    assert telegram.sent(PRIVATE)[2]["text"] == "utter_nothing_said"
    assert len(telegram.calls_of("answerCallbackQuery")) == 2


async def test_a_click_that_cannot_be_confirmed_is_answered_all_the_same(telegram, application):
    async with running(application):
        telegram.user_says(PRIVATE, "khai sinh")
        await until(lambda: telegram.sent(PRIVATE))
        telegram.fail_next("answerCallbackQuery", 400, description="Bad Request: query is too old")
        telegram.user_clicks(PRIVATE, telegram.sent(PRIVATE)[0], "o")
        await until(lambda: len(telegram.sent(PRIVATE)) == 2)


async def test_the_text_is_stored_masked_and_neither_text_nor_token_is_logged(telegram, application, caplog):
    caplog.set_level(logging.INFO)
    async with running(application):
        telegram.user_says(PRIVATE, "số của tôi 0912345678")
        await until(lambda: telegram.sent(PRIVATE))
    assert "0912345678" not in caplog.text
    assert telegram.token not in caplog.text
    assert "0912345678" not in str([rows(application, table) for table in ("inbox", "outbox", "usage_events")])


async def test_a_slow_answer_shows_that_the_bot_is_typing(telegram, application, engine, monkeypatch):
    monkeypatch.setattr(errands, "TYPING_AFTER_SECONDS", 0.0)
    engine.hold("chậm")
    async with running(application):
        telegram.user_says(PRIVATE, "chậm")
        await until(lambda: telegram.calls_of("sendChatAction"))
        engine.release()
        await until(lambda: telegram.sent(PRIVATE))
    assert [call.params["chat_id"] for call in telegram.calls_of("sendChatAction")] == [PRIVATE]


async def test_an_answer_takes_back_its_typing_hint_that_is_still_to_come(telegram, channel, departure):
    """However long the hint was to wait; here it would have come at some time after the answer."""
    channel._errands.show_typing(str(PRIVATE))
    (hint,) = channel._errands._running
    await channel.send(str(PRIVATE), "t1", plain("nhanh"), departure)
    await asyncio.wait([hint])
    assert hint.cancelled()
    assert telegram.calls_of("sendChatAction") == []


@pytest.mark.parametrize(("between", "shown"), [(3600.0, 1), (0.0, 30)])
async def test_when_many_wait_only_few_are_shown_that_the_bot_is_typing(
    telegram, application, engine, monkeypatch, between, shown
):
    monkeypatch.setattr(errands, "TYPING_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(errands, "SECONDS_BETWEEN_HINTS", between)
    engine.hold(*(f"chậm {chat}" for chat in range(1, 31)))
    async with running(application) as channel:
        for chat in range(1, 31):
            telegram.user_says(chat, f"chậm {chat}")
        await until(lambda: len(engine.heard) == 30 and not channel._errands._running)
        engine.release()
        await until(lambda: all(telegram.sent(chat) for chat in range(1, 31)))
    assert len(telegram.calls_of("sendChatAction")) == shown


async def test_a_failing_typing_hint_is_ignored(telegram, application, engine, monkeypatch):
    monkeypatch.setattr(errands, "TYPING_AFTER_SECONDS", 0.0)
    engine.hold("chậm")
    telegram.fail_next("sendChatAction", 500)
    async with running(application):
        telegram.user_says(PRIVATE, "chậm")
        await until(lambda: telegram.calls_of("sendChatAction"))
        engine.release()
        await until(lambda: telegram.sent(PRIVATE))


# Order and repetition.


async def test_order_within_a_chat_is_kept_while_another_chat_is_slow(telegram, application, engine):
    engine.hold("chậm", "một")
    async with running(application):
        telegram.user_says(OTHER, "chậm")
        for text in ("một", "hai", "ba"):
            telegram.user_says(PRIVATE, text)
        await until(lambda: telegram.unconfirmed == 0)
        engine.release("một")
        await until(lambda: len(telegram.sent(PRIVATE)) == 3)
        assert telegram.sent(OTHER) == []
        engine.release("chậm")
        await until(lambda: telegram.sent(OTHER))
    assert heard(telegram, PRIVATE) == ["nghe: một", "nghe: hai", "nghe: ba"]


async def test_an_update_that_comes_twice_is_answered_once(telegram, application):
    async with running(application):
        update = telegram.user_says(PRIVATE, "một")
        await until(lambda: telegram.unconfirmed == 0 and telegram.sent(PRIVATE))
        telegram.deliver_again(update)
        telegram.user_says(PRIVATE, "hai")
        await until(lambda: len(telegram.sent(PRIVATE)) == 2)
    assert heard(telegram, PRIVATE) == ["nghe: một", "nghe: hai"]


async def test_an_update_that_the_library_cannot_read_does_not_block_the_others(telegram, application):
    telegram.inject({"message": {"text": "no chat, no date"}})
    telegram.inject({"message": {"message_id": 1, "date": "soon", "chat": 5}})
    async with running(application):
        telegram.user_says(PRIVATE, "một")
        await until(lambda: telegram.sent(PRIVATE) and telegram.unconfirmed == 0)


async def test_a_database_that_is_locked_delays_a_message_and_does_not_lose_it(telegram, application, monkeypatch):
    accept = application.conversing.accept
    failures = iter([sqlite3.OperationalError("database is locked")])

    def locked_once(message):
        if failure := next(failures, None):
            raise failure
        return accept(message)

    monkeypatch.setattr(application.conversing, "accept", locked_once)
    async with running(application):
        telegram.user_says(PRIVATE, "một")
        await until(lambda: telegram.sent(PRIVATE))
    assert heard(telegram, PRIVATE) == ["nghe: một"]


# Delivery.


async def test_after_429_answers_arrive_once_and_in_order(telegram, application):
    telegram.fail_next("sendMessage", 429, retry_after=1)
    async with running(application):
        telegram.user_says(PRIVATE, "một")
        telegram.user_says(PRIVATE, "hai")
        await until(lambda: len(telegram.sent(PRIVATE)) == 2)
        await asyncio.sleep(0.3)
    assert heard(telegram, PRIVATE) == ["nghe: một", "nghe: hai"]
    first, second, _ = telegram.calls_of("sendMessage")
    assert second.at - first.at >= 1


async def test_a_blocked_chat_goes_dead_and_does_not_hold_up_others(telegram, application):
    telegram.block(OTHER)
    async with running(application):
        telegram.user_says(OTHER, "một")
        telegram.user_says(PRIVATE, "hai")
        await until(lambda: telegram.sent(PRIVATE) and rows(application, "outbox")[0]["state"] == "dead")
    assert [row["state"] for row in rows(application, "outbox")] == ["dead", "sent"]
    assert "blocked" in rows(application, "outbox")[0]["error"]
    assert len([call for call in telegram.calls_of("sendMessage") if call.params["chat_id"] == OTHER]) == 1


async def test_an_overlong_answer_is_split_with_the_buttons_under_its_last_part(telegram, channel, departure):
    lines = tuple(f"{number}. Giấy tờ & tờ khai <mẫu> " + "x" * 900 for number in range(8))
    await channel.send(str(PRIVATE), "t1", plain(*lines, buttons=(Button("Lệ phí", "o"),)), departure)
    parts = telegram.sent(PRIVATE)
    assert len(parts) == 2
    assert "\n".join(part["text"] for part in parts) == "\n".join(lines)
    assert ["reply_markup" in part for part in parts] == [False, True]


async def test_a_part_that_was_sent_is_not_sent_again_by_a_retry(telegram, channel, departure):
    answer = plain("a" * 3000, "b" * 3000)
    telegram.fail_next("sendMessage", 429, retry_after=3, after=1)
    with pytest.raises(RetryLaterError) as failure:
        await channel.send(str(PRIVATE), "t1", answer, departure)
    assert failure.value.seconds == 3
    await channel.send(str(PRIVATE), "t1", answer, departure)
    assert [message["text"][0] for message in telegram.sent(PRIVATE)] == ["a", "b"]


async def test_html_that_telegram_cannot_read_is_sent_again_as_plain_text(telegram, channel, departure):
    telegram.fail_next("sendMessage", 400, description="Bad Request: can't parse entities: Unsupported start tag")
    await channel.send(str(PRIVATE), "t1", echo("một"), departure)
    (message,) = telegram.sent(PRIVATE)
    assert message["text"].startswith("Tiêu đề <1>\nnghe: một")
    assert message["entities"] == []


async def test_a_telegram_that_is_gone_means_later(telegram, channel, departure):
    telegram.stop()
    with pytest.raises(RetryLaterError):
        await channel.send(str(PRIVATE), "t1", plain("một"), departure)
    telegram.start()


# Start and stop.


async def test_the_menu_and_the_descriptions_are_set_and_nothing_is_dropped(telegram, application):
    telegram.user_says(PRIVATE, "trước khi chạy")
    async with running(application):
        await until(lambda: telegram.sent(PRIVATE) and "short_description" in telegram.profile)
    assert telegram.profile == {
        "description": "utter_bot_description", "short_description": "utter_bot_short_description",
    }  # fmt: skip
    assert telegram.commands == [{"command": command, "description": key} for command, key in COMMANDS]
    assert not any(call.params.get("drop_pending_updates") for call in telegram.calls_of("deleteWebhook"))
    kinds = telegram.calls_of("getUpdates")[0].params["allowed_updates"]
    assert kinds == ["message", "callback_query", "edited_message"]


async def test_a_rejected_token_is_a_settings_error_that_does_not_show_it(telegram, tmp_path, engine):
    application = an_application(tmp_path, engine, token="4242:wrong", api_base=telegram.api_base)
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN") as failure:
        async with running(application):
            pass
    assert "4242:wrong" not in str(failure.value)
    assert failure.value.__suppress_context__


async def test_being_offline_at_start_does_not_stop_the_server(telegram, application, caplog):
    telegram.user_says(PRIVATE, "một")
    telegram.stop()
    async with running(application):
        assert "Telegram cannot be reached" in caplog.text
        telegram.start()
        await until(lambda: telegram.sent(PRIVATE))
    assert telegram.token not in caplog.text


async def test_receiving_goes_on_after_an_outage_and_after_a_passing_401(telegram, application, caplog):
    async with running(application):
        telegram.user_says(PRIVATE, "một")
        await until(lambda: telegram.sent(PRIVATE))
        telegram.fail_next("getUpdates", 401, description="Unauthorized")
        telegram.user_says(PRIVATE, "hai")
        await until(lambda: len(telegram.sent(PRIVATE)) == 2)
        telegram.user_says(PRIVATE, "ba")
        await until(lambda: len(telegram.sent(PRIVATE)) == 3)
    assert heard(telegram, PRIVATE) == ["nghe: một", "nghe: hai", "nghe: ba"]
    assert telegram.token not in caplog.text


async def test_two_programs_with_one_token_are_told_apart_in_the_log(telegram, application, tmp_path, engine, caplog):
    other = an_application(tmp_path / "other", engine, token=telegram.token, api_base=telegram.api_base)
    async with running(application), running(other):
        await until(lambda: "two programs receive for one bot" in caplog.text)


async def test_a_stop_in_the_middle_is_made_good_by_the_next_start(telegram, build, engine):
    """Everything is cancelled between accepting and answering; the next start answers each message once."""
    engine.hang = True
    first = build()
    async with running(first, patience_seconds=0.05):
        telegram.user_says(PRIVATE, "một")
        telegram.user_says(PRIVATE, "hai")
        telegram.user_says(OTHER, "ba")
        await until(lambda: telegram.unconfirmed == 0 and len(rows(first, "inbox")) == 3)
    assert telegram.sent(PRIVATE) == telegram.sent(OTHER) == []
    engine.hang = False
    async with running(build()):
        await until(lambda: len(telegram.sent(PRIVATE)) == 2 and telegram.sent(OTHER))
        telegram.user_says(PRIVATE, "bốn")
        await until(lambda: len(telegram.sent(PRIVATE)) == 3)
    assert heard(telegram, PRIVATE) == ["nghe: một", "nghe: hai", "nghe: bốn"]
    assert heard(telegram, OTHER) == ["nghe: ba"]


def a_process(telegram: TelegramStandIn, data_dir: Path, *flags: str) -> subprocess.Popen[bytes]:
    script = PROJECT / "tests" / "standins" / "telegram_bot_process.py"
    path = os.pathsep.join([str(PROJECT), str(PROJECT / "tests")])
    arguments = [sys.executable, str(script), str(data_dir), telegram.api_base, telegram.token, *flags]
    return subprocess.Popen(arguments, env={**os.environ, "PYTHONPATH": path})


def wait_for(condition, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "expected to happen in time"
        time.sleep(0.02)


def test_a_process_killed_between_acknowledging_and_answering_loses_nothing(telegram, tmp_path):
    """SIGKILL leaves three accepted, acknowledged and unanswered messages; the next process answers each once."""
    chats = {1: "một", 2: "hai", 3: "ba"}
    hanging = a_process(telegram, tmp_path, "--hang")
    try:
        updates = [telegram.user_says(chat, text) for chat, text in chats.items()]
        wait_for(lambda: telegram.calls_of("getUpdates") and telegram.unconfirmed == 0)
    finally:
        hanging.kill()
        hanging.wait()
    stored = sqlite3.connect(tmp_path / "troly.db").execute("select state from inbox").fetchall()
    assert stored == [("new",)] * 3
    assert all(telegram.sent(chat) == [] for chat in chats)
    answering = a_process(telegram, tmp_path)
    try:
        wait_for(lambda: all(telegram.sent(chat) for chat in chats))
        for update in updates:
            telegram.deliver_again(update)
        time.sleep(1.2)
    finally:
        answering.terminate()
        answering.wait()
    assert {chat: heard(telegram, chat) for chat in chats} == {chat: [f"nghe: {text}"] for chat, text in chats.items()}
