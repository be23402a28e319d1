"""Updates that Telegram delivers, and what strangers send to the same address."""

from __future__ import annotations

import asyncio
import sqlite3

import httpx
import pytest

from bot.channels.telegram import webhook
from bot.channels.telegram.webhook import SECRET_HEADER, WEBHOOK_PATH
from standins.messenger_wiring import serving, until
from standins.telegram_api import TelegramStandIn
from standins.telegram_bad_bodies import bad_bodies
from standins.troly_process import free_port
from standins.webhook_sender import UNHURRIED_SECONDS

PRIVATE, OTHER = 7, 8
SECRET = "only-for-tests"


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def application(build_with, port):
    return build_with(public_url=f"http://127.0.0.1:{port}/")


@pytest.fixture
async def post(port):
    """Posts a body to the webhook."""
    async with httpx.AsyncClient(timeout=UNHURRIED_SECONDS) as client:

        async def call(body: bytes | dict, secret: str | None = SECRET) -> int:
            headers = {} if secret is None else {SECRET_HEADER: secret.encode("latin-1")}
            sent = {"json": body} if isinstance(body, dict) else {"content": body}
            return (await client.post(f"http://127.0.0.1:{port}{WEBHOOK_PATH}", headers=headers, **sent)).status_code

        yield call


def rows(application, table: str = "inbox") -> list[dict]:
    return list(application.store._db.query(f"select * from {table} order by rowid"))


def heard(telegram, chat_id: int) -> list[str]:
    lines = [line for message in telegram.sent(chat_id) for line in message["text"].split("\n")]
    return [line.removeprefix("nghe: ") for line in lines if line.startswith("nghe")]


async def test_the_address_is_set_with_its_secret_and_nothing_is_dropped(telegram, application, port):
    telegram.user_says(PRIVATE, "trước khi chạy")
    async with serving(application, port):
        await until(lambda: telegram.sent(PRIVATE))
    (call,) = telegram.calls_of("setWebhook")
    assert call.params["url"] == f"http://127.0.0.1:{port}{WEBHOOK_PATH}"
    assert call.params["secret_token"] == SECRET
    assert call.params["allowed_updates"] == ["message", "callback_query", "edited_message"]
    assert not call.params.get("drop_pending_updates")
    assert telegram.calls_of("getUpdates") == []


async def test_questions_clicks_and_commands_are_answered(telegram, application, port):
    async with serving(application, port):
        telegram.user_says(PRIVATE, "khai sinh")
        await until(lambda: telegram.sent(PRIVATE))
        card = telegram.sent(PRIVATE)[0]
        telegram.user_clicks(PRIVATE, card, card["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
        await until(lambda: len(telegram.sent(PRIVATE)) == 2)
    assert telegram.sent(PRIVATE)[1]["text"].startswith("dang_ky_khai_sinh\nfee")
    assert set(telegram.webhook.statuses) == {200}


async def test_every_update_that_comes_twice_is_answered_once(build_for, port):
    with TelegramStandIn(repeated=1.0) as telegram:
        address = {"TROLY_PUBLIC_URL": f"http://127.0.0.1:{port}", "TELEGRAM_WEBHOOK_SECRET": SECRET}
        async with serving(build_for(telegram, **address), port):
            for chat in (1, 2, 3):
                telegram.user_says(chat, f"câu {chat}")
            await until(lambda: all(telegram.sent(chat) for chat in (1, 2, 3)))
            await until(lambda: len(telegram.webhook.statuses) >= 6)
            telegram.webhook.set("", "", 1)
            await asyncio.sleep(0.3)
    assert [heard(telegram, chat) for chat in (1, 2, 3)] == [["câu 1"], ["câu 2"], ["câu 3"]]


async def test_200_comes_before_the_work(telegram, application, engine, port, post):
    engine.hold("một")
    async with serving(application, port):
        await until(lambda: telegram.webhook.url)
        telegram.webhook.set("", "", 1)
        update = telegram.user_says(PRIVATE, "một")
        assert await post(update) == 200
        assert rows(application)[0]["state"] == "new"
        engine.release()


async def test_what_cannot_be_stored_is_delivered_again(telegram, application, port, monkeypatch):
    accept = application.conversing.accept
    failures = iter([sqlite3.OperationalError("database is locked")])

    def locked_once(message):
        if failure := next(failures, None):
            raise failure
        return accept(message)

    monkeypatch.setattr(application.conversing, "accept", locked_once)
    async with serving(application, port):
        telegram.user_says(PRIVATE, "một")
        await until(lambda: telegram.sent(PRIVATE))
    assert telegram.webhook.statuses == [503, 200]
    assert heard(telegram, PRIVATE) == ["một"]


async def test_a_message_that_was_overtaken_on_its_way_is_answered_in_its_place(
    telegram, application, engine, port, post
):
    engine.hold("một")
    async with serving(application, port):
        await until(lambda: telegram.webhook.url)
        telegram.webhook.set("", "", 1)
        one, two, three = (telegram.user_says(PRIVATE, text) for text in ("một", "hai", "ba"))
        assert [await post(update) for update in (one, three, two)] == [200] * 3
        engine.release()
        await until(lambda: len(telegram.sent(PRIVATE)) == 3)
    assert heard(telegram, PRIVATE) == ["một", "hai", "ba"]


async def test_while_the_server_stops_updates_stay_at_telegram(telegram, application, port, post):
    async with serving(application, port) as channel:
        await until(lambda: telegram.webhook.url)
        telegram.webhook.set("", "", 1)
        await channel.stop_receiving()
        assert await post(telegram.user_says(PRIVATE, "một")) == 503
    assert rows(application) == []


async def test_a_wrong_or_missing_secret_is_refused_before_the_body_is_read(telegram, application, port, post):
    async with serving(application, port):
        await until(lambda: telegram.webhook.url)
        telegram.webhook.set("", "", 1)
        update = telegram.user_says(PRIVATE, "một")
        for secret in (None, "", "wrong", SECRET.upper(), SECRET + "x", "ü"):
            assert await post(update, secret) == 403
        assert await post(b"x" * (2 * webhook.MAX_BODY_BYTES), "wrong") == 403
    assert rows(application) == []


async def test_forged_malformed_and_oversized_bodies_change_nothing_and_break_nothing(
    telegram, application, port, post
):
    async with serving(application, port):
        await until(lambda: telegram.webhook.url)
        telegram.webhook.set("", "", 1)
        statuses = {}
        for bad in bad_bodies(150):
            statuses.setdefault(bad.name, set()).add(await post(bad.body, SECRET if bad.knows_secret else "guess"))
        assert await post(telegram.user_says(PRIVATE, "còn sống")) == 200
        await until(lambda: telegram.sent(PRIVATE))
    assert {status for seen in statuses.values() for status in seen} <= {200, 400, 403, 413}, statuses
    assert (statuses["forged"], statuses["oversized"], statuses["deep"]) == ({403}, {413}, {400})
    assert [row["address"] for row in rows(application)] == [None]
    assert len(rows(application, "outbox")) == len(rows(application, "usage_events")) == 1


async def test_a_body_without_a_length_is_cut_off_at_the_limit(telegram, application, port):
    async def endless():
        for _ in range(200):
            yield b"x" * 65536

    async with serving(application, port), httpx.AsyncClient(timeout=UNHURRIED_SECONDS) as client:
        await until(lambda: telegram.webhook.url)
        response = await client.post(
            f"http://127.0.0.1:{port}{WEBHOOK_PATH}", content=endless(), headers={SECRET_HEADER: SECRET}
        )
    assert response.status_code == 413
