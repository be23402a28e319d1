"""What each of Telegram's error codes does: to an answer, to receiving, to the start."""

from __future__ import annotations

import logging

import pytest

from bot.channels.telegram import receiving
from bot.domain.answer import Answer
from bot.domain.errors import SettingsError
from bot.domain.outcome import Outcome
from bot.services.delivering import RetryLaterError, UnreachableError
from standins.messenger_wiring import an_application, running, until

PRIVATE, OTHER = 7, 8
ANSWER = Answer(outcome=Outcome.SMALLTALK, lines=("một",))


def states(application) -> list[str]:
    return [row["state"] for row in application.store._db.query("select state from outbox order by id")]


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
        (400, "Bad Request: message is too long"),
        (400, "Bad Request: BUTTON_DATA_INVALID"),
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot was kicked from the supergroup chat"),
    ],
)
async def test_a_refusal_of_the_message_or_the_chat_is_final(telegram, channel, departure, status, description):
    telegram.fail_next("sendMessage", status, description=description)
    with pytest.raises(UnreachableError):
        await channel.send(str(PRIVATE), "t1", ANSWER, departure)
    assert telegram.sent(PRIVATE) == []


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (401, "Unauthorized"),
        (404, "Not Found"),
        (409, "Conflict: terminated by setWebhook request"),
        (500, "Internal Server Error"),
        (502, "Bad Gateway"),
        (504, "Gateway Timeout"),
    ],
)
async def test_an_outage_or_a_lost_token_means_later(telegram, channel, departure, status, description):
    telegram.fail_next("sendMessage", status, description=description)
    with pytest.raises(RetryLaterError) as failure:
        await channel.send(str(PRIVATE), "t1", ANSWER, departure)
    assert failure.value.seconds is None
    assert telegram.token not in str(failure.value)


async def test_429_means_as_late_as_telegram_says(telegram, channel, departure):
    telegram.fail_next("sendMessage", 429, retry_after=7)
    with pytest.raises(RetryLaterError) as failure:
        await channel.send(str(PRIVATE), "t1", ANSWER, departure)
    assert failure.value.seconds == 7


async def test_403_makes_a_dead_letter_that_can_be_sent_again(telegram, application):
    telegram.block(PRIVATE)
    async with running(application):
        telegram.user_says(PRIVATE, "một")
        await until(lambda: states(application) == ["dead"])
        (letter,) = application.undelivered.letters()
        assert "blocked" in letter.error
        telegram.unblock(PRIVATE)
        application.undelivered.resend(letter.id)
        await until(lambda: telegram.sent(PRIVATE))
    assert states(application) == ["sent"]
    assert len(telegram.sent(PRIVATE)) == 1


async def test_400_with_a_new_chat_id_is_followed(telegram, channel, departure):
    telegram.move(PRIVATE, -200)
    await channel.send(str(PRIVATE), "t1", ANSWER, departure)
    assert len(telegram.sent(-200)) == 1


@pytest.mark.parametrize("status", [401, 404, 409, 429, 500, 502])
async def test_receiving_goes_on_after_any_error(telegram, application, status):
    async with running(application):
        telegram.user_says(PRIVATE, "một")
        await until(lambda: telegram.sent(PRIVATE))
        telegram.fail_next("getUpdates", status, retry_after=1 if status == 429 else None, description="x")
        telegram.user_says(PRIVATE, "hai")
        await until(lambda: len(telegram.sent(PRIVATE)) == 2)


async def test_409_because_of_another_program_or_a_webhook_is_told(telegram, application, caplog):
    async with running(application):
        await until(lambda: telegram.calls_of("getUpdates"))
        telegram.webhook.set("http://127.0.0.1:9/elsewhere", "s", 1)
        telegram.user_says(PRIVATE, "một")
        await until(lambda: "can't use getUpdates method while webhook is active" in caplog.text)
        telegram.webhook.set("", "", 1)


@pytest.mark.parametrize("token", ["4242:wrong", "no token at all"])
async def test_401_and_404_at_the_start_name_the_setting(telegram, tmp_path, engine, token):
    application = an_application(tmp_path, engine, token=token, api_base=telegram.api_base)
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN") as failure:
        async with running(application):
            pass
    assert token not in str(failure.value)


async def test_a_refused_webhook_is_told_and_tried_again(telegram, build_with, monkeypatch, caplog):
    monkeypatch.setattr(receiving, "FIRST_RETRY_SECONDS", 0.05)
    caplog.set_level(logging.WARNING)
    telegram.fail_next("setWebhook", 400, description="Bad Request: bad webhook: Failed to resolve host", times=2)
    application = build_with(public_url="http://127.0.0.1:1")
    async with running(application):
        await until(lambda: telegram.webhook.url == "http://127.0.0.1:1/webhooks/telegram")
    assert "TROLY_PUBLIC_URL: expected an https address" in caplog.text
    assert "failed to resolve host" in caplog.text


async def test_descriptions_that_telegram_refuses_do_not_stop_anything(telegram, application, caplog):
    telegram.fail_next("setMyDescription", 429, retry_after=3000)
    async with running(application):
        telegram.user_says(PRIVATE, "một")
        await until(lambda: telegram.sent(PRIVATE) and "was not set" in caplog.text)
