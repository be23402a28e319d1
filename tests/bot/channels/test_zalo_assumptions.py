"""One contract test for each thing that Zalo's documentation leaves open (bot/channels/zalo_assumptions.py).

The first test of a name says what is assumed; the others show the alternative. When a real event proves an assumption
wrong, change its default there and the stand-in's switch here. The second table holds assumptions that need no setting,
because both readings are served alike.
"""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
import sys

import pytest

from bot.channels.zalo_assumptions import ASSUMPTIONS, read_assumptions
from bot.channels.zalo_oa.rendering import render
from bot.channels.zalo_text import MAX_UNITS, split
from bot.domain.answer import Answer, Button
from bot.domain.errors import SettingsError
from bot.domain.outcome import Outcome
from bot.services.replying import Replying
from standins.fake_engine import FakeEngine
from standins.messenger_wiring import until
from standins.served_app import an_application, served
from standins.webhook_sender import UNHURRIED_SECONDS
from standins.zalo_bot_api import ZaloBotStandIn
from standins.zalo_oa_api import ZaloOaStandIn

RESIDENT = "246845883529197922"
SERVED_ALIKE = (
    "oa_coordinates", "oa_inner_fields", "oa_list_template", "oa_text_length", "oa_retry_of_slow_webhooks",
    "bot_photo_field", "bot_wrapped_updates", "bot_other_events", "bot_webhook_and_polling", "bot_webhook_info",
    "bot_plan_limits",
)  # fmt: skip


@pytest.fixture
def oa():
    with ZaloOaStandIn() as standin:
        yield standin


@pytest.fixture
def bot():
    with ZaloBotStandIn() as standin:
        standin.poll_scale = 0.02
        yield standin


@pytest.fixture
def build(tmp_path):
    def make(standin, assumed: str = "", **more: str):
        return an_application(tmp_path, FakeEngine(), standin.settings() | {"ZALO_ASSUMPTIONS": assumed} | more)

    return make


async def answered(standin, application, path: str = "/webhooks/zalo-oa") -> list[int | None]:
    """Statuses of the webhook for one question, whose answer is waited for."""
    async with served(application) as url:
        sender = standin.deliver_to(f"{url}{path}", scale=0.0001, patience=UNHURRIED_SECONDS)
        standin.user_says(RESIDENT, "lệ phí")
        await until(lambda: sender.deliveries and sender.deliveries[0].is_over)
        if sender.deliveries[0].is_accepted:
            await until(lambda: standin.sent(RESIDENT))
        return sender.deliveries[0].statuses


def refusing_once(application, monkeypatch) -> None:
    """The database is locked for the next message."""
    accept = application.conversing.accept

    def fail_once(_) -> bool:
        monkeypatch.setattr(application.conversing, "accept", accept)
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(application.conversing, "accept", fail_once)


# The table.


@pytest.mark.parametrize("name", [*(assumption.name for assumption in ASSUMPTIONS), *SERVED_ALIKE])
def test_every_assumption_has_a_test_that_bears_its_name(name):
    tests = [test for test, _ in inspect.getmembers(sys.modules[__name__], inspect.isfunction)]
    assert any(test.startswith(f"test_{name}") for test in tests)


def test_without_a_setting_the_defaults_hold():
    assert read_assumptions("") == {assumption.name: assumption.default for assumption in ASSUMPTIONS}


def test_all_wrong_entries_are_told_at_once():
    with pytest.raises(SettingsError) as caught:
        read_assumptions("oa_signature_first_term=x, nothing=1 ,bot_refusal_wait_seconds=0, bot_forbidden")
    assert [line.split(": ")[1].split()[0] for line in str(caught.value).splitlines()] == [
        "oa_signature_first_term", "expected", "bot_refusal_wait_seconds", "bot_forbidden",
    ]  # fmt: skip


# The Official Account.


async def test_oa_signature_first_term_is_the_app_id(oa, build):
    assert await answered(oa, build(oa)) == [200]


async def test_oa_signature_first_term_can_be_the_oa_id(oa, build):
    oa.signs_with_oa_id = True
    assert await answered(oa, build(oa, "oa_signature_first_term=oa_id")) == [200]


async def test_oa_signature_first_term_of_the_other_kind_is_refused(oa, build):
    oa.signs_with_oa_id = True
    assert set(await answered(oa, build(oa))) == {403}


async def test_oa_signature_last_term_is_the_oa_secret_key_and_not_the_apps(oa, build):
    oa.signs_with_app_secret = True
    assert set(await answered(oa, build(oa))) == {403}


async def test_oa_signature_last_term_can_be_the_apps_secret_key(oa, build):
    oa.signs_with_app_secret = True
    assert await answered(oa, build(oa, "oa_signature_last_term=app_key")) == [200]


async def test_oa_store_failure_status_makes_zalo_send_the_event_again(oa, build, monkeypatch):
    application = build(oa)
    refusing_once(application, monkeypatch)
    assert await answered(oa, application) == [503, 200]


async def test_oa_store_failure_status_can_be_200_where_refusals_end_the_webhook(oa, build, monkeypatch):
    application = build(oa, "oa_store_failure_status=200")
    refusing_once(application, monkeypatch)
    async with served(application) as url:
        sender = oa.deliver_to(f"{url}/webhooks/zalo-oa", retries_refused=False, patience=UNHURRIED_SECONDS)
        oa.user_says(RESIDENT, "lệ phí")
        await until(lambda: sender.deliveries[0].is_over)
    assert sender.deliveries[0].statuses == [200]
    assert not oa.webhook_is_disabled


async def test_oa_refresh_refusal_is_final_whatever_its_code(oa, build):
    oa.revoke()
    application = build(oa)
    async with served(application):
        await until(lambda: application.channels.alerts.all())
        await asyncio.sleep(0.2)
    assert len(oa.refused_refreshes) == 1


async def test_oa_refresh_refusal_can_be_retried(oa, build):
    oa.revoke()
    application = build(oa, "oa_refresh_refusal=retried")
    async with served(application) as url:
        await until(lambda: application.channels.alerts.all())
        oa._refresh_token = oa.first_refresh_token
        oa.deliver_to(f"{url}/webhooks/zalo-oa", patience=UNHURRIED_SECONDS)
        oa.user_says(RESIDENT, "lệ phí")
        await until(lambda: oa.sent(RESIDENT))
        assert application.channels.alerts.all() == []


@pytest.mark.parametrize(("assumed", "billed"), [("oa_late_reply=send", 1), ("oa_late_reply=hold", 0)])
async def test_oa_late_reply_after_two_days_is_sent_and_billed_or_held(oa, build, assumed, billed):
    application = build(oa, assumed)
    async with served(application) as url:
        oa.deliver_to(f"{url}/webhooks/zalo-oa", patience=UNHURRIED_SECONDS)
        oa.user_says(RESIDENT, "#troly:o")
        await until(lambda: oa.sent(RESIDENT))
        oa.pass_time(hours=50)
        application.store._db.execute("update inbox set received_at = datetime(received_at, '-50 hours') || '+00:00'")
        (question,) = application.store._db.query("select code from questions")
        Replying(application.store, application.wording).reply(question["code"], "Mời bạn ra xã.", "Chị Ba")
        states = "select state from outbox order by id desc limit 1"
        await until(lambda: next(application.store._db.query(states))["state"] in ("sent", "held"))
        assert oa.billed == billed
        assert len(oa.sent(RESIDENT)) == 1 + billed
        oa.user_says(RESIDENT, "tôi đây")
        await until(lambda: any("Mời bạn ra xã." in message["text"] for message in oa.sent(RESIDENT)))
    assert oa.billed == billed


@pytest.mark.parametrize("as_numbers", [False, True])
async def test_oa_coordinates_may_be_texts_or_numbers(oa, build, as_numbers):
    oa.coordinates_as_numbers = as_numbers
    application = build(oa)
    async with served(application) as url:
        oa.deliver_to(f"{url}/webhooks/zalo-oa", patience=UNHURRIED_SECONDS)
        oa.user_sends_location(RESIDENT, 10.7642473, 106.6564314)
        await until(lambda: oa.sent(RESIDENT))
        assert "10.764" not in "\n".join(application.store._db.conn.iterdump())


@pytest.mark.parametrize("kind", ["sticker", "gif", "audio", "link", "video", "something_new"])
@pytest.mark.parametrize("payload", [None, {}, {"url": 7}, {"id": "x", "coordinates": []}])
async def test_oa_inner_fields_of_attachments_do_not_matter(kind, payload):
    from bot.channels.zalo_oa.events import EventKind, read_event

    message = {"msg_id": "1", "attachments": [{"type": kind, "payload": payload}]}
    event = read_event({"event_name": f"user_send_{kind}", "sender": {"id": "7"}, "message": message})
    assert (event.kind, event.text) == (EventKind.MESSAGE, "")


def test_oa_list_template_is_never_sent():
    buttons = tuple(Button(f"việc {number}", "o") for number in range(9))
    for body in render(Answer(Outcome.CLARIFIED, ("x",), buttons=buttons), ""):
        assert "template_type" not in str(body)


def test_oa_text_length_fits_in_characters_and_in_utf16_units():
    for part in split("🔒" * 3000):
        assert len(part) <= MAX_UNITS
        assert len(part.encode("utf-16-le")) // 2 <= MAX_UNITS


async def test_oa_retry_of_slow_webhooks_is_not_relied_on(oa, build):
    """Whether a slow webhook is tried again is open; ours does not wait for the answer."""
    application = build(oa)
    application.engine.hold("lệ phí")
    async with served(application) as url:
        sender = oa.deliver_to(f"{url}/webhooks/zalo-oa", retries_refused=False, patience=UNHURRIED_SECONDS)
        oa.user_says(RESIDENT, "lệ phí")
        await until(lambda: sender.deliveries[0].is_over)
        assert oa.sent(RESIDENT) == []
        application.engine.release()
        await until(lambda: oa.sent(RESIDENT))
    assert sender.deliveries[0].statuses == [200]


# The Bot.


WEBHOOK = {"TROLY_PUBLIC_URL": "https://troly.example.vn", "ZALO_BOT_WEBHOOK_SECRET": "a long secret of ours"}


async def by_webhook(bot, application) -> list[int | None]:
    async with served(application) as url:
        sender = bot.deliver_to(f"{url}/webhooks/zalo-bot", patience=UNHURRIED_SECONDS)
        await until(lambda: bot.webhook)
        bot.user_says(RESIDENT, "lệ phí")
        await until(lambda: sender.deliveries and sender.deliveries[0].is_over)
        if application.store.outcome_counts():
            await until(lambda: bot.sent(RESIDENT))
        return sender.deliveries[0].statuses


async def test_bot_store_failure_status_makes_zalo_send_the_update_again(bot, build, monkeypatch):
    application = build(bot, **WEBHOOK)
    refusing_once(application, monkeypatch)
    assert await by_webhook(bot, application) == [503, 200]


async def test_bot_store_failure_status_can_be_200(bot, build, monkeypatch):
    application = build(bot, "bot_store_failure_status=200", **WEBHOOK)
    refusing_once(application, monkeypatch)
    assert await by_webhook(bot, application) == [200]


async def test_bot_refusal_wait_seconds_are_waited_from_the_second_refusal_on(bot, build):
    application = build(bot, "bot_refusal_wait_seconds=2")
    bot.fail_next("sendMessage", 429, times=2)
    async with served(application):
        bot.user_says(RESIDENT, "lệ phí")
        await until(lambda: bot.sent(RESIDENT))
    first, second, third = bot.called_at("sendMessage")
    assert second - first >= 1
    assert third - second >= 2


@pytest.mark.parametrize(("assumed", "state"), [("", "sent"), ("bot_forbidden=blocked", "dead")])
async def test_bot_forbidden_is_an_outage_or_a_resident_who_left(bot, build, assumed, state):
    application = build(bot, assumed)
    bot.fail_next("sendMessage", 403)
    async with served(application):
        bot.user_says(RESIDENT, "lệ phí")
        states = application.store._db
        await until(lambda: [row["state"] for row in states.query("select state from outbox")] == [state])


@pytest.mark.parametrize("field", ["photo", "photo_url"])
async def test_bot_photo_field_may_have_either_name(bot, build, field):
    bot.photo_field = field
    async with served(build(bot)):
        bot.user_sends_photo(RESIDENT, "https://photo.example/a.jpg")
        await until(lambda: bot.sent(RESIDENT))


@pytest.mark.parametrize("wraps", [False, True])
async def test_bot_wrapped_updates_and_flat_ones_are_read_alike(bot, build, wraps):
    bot.wraps = wraps
    assert await by_webhook(bot, build(bot, **WEBHOOK)) == [200]


async def test_bot_other_events_are_survived(bot, build):
    async with served(build(bot)):
        for kind in ("link", "reaction", "something_new", "unsupported"):
            bot.user_sends(RESIDENT, kind)
        bot.inject({"event_name": "bot.something"})
        bot.user_says(RESIDENT, "xong")
        await until(lambda: any("nghe: xong" in text for text in bot.sent(RESIDENT)))
    assert len(bot.sent(RESIDENT)) == 4


async def test_bot_webhook_and_polling_exclude_each_other_whatever_the_error_is(bot, build):
    bot.webhook = "https://old.example.vn"
    async with served(build(bot)):
        bot.fail_next("getUpdates", 409)
        await until(lambda: len(bot.calls_of("getUpdates")) > 1)
    assert [method for method, _ in bot.calls].index("deleteWebhook") < [method for method, _ in bot.calls].index(
        "getUpdates"
    )


async def test_bot_webhook_info_is_not_needed(bot, build):
    """Whether it answers 404 or an empty address without a webhook is open; ours is simply set at every start."""
    await by_webhook(bot, build(bot, **WEBHOOK))
    assert bot.calls_of("getWebhookInfo") == []
    assert len(bot.calls_of("setWebhook")) == 1


async def test_bot_plan_limits_show_as_a_trouble_when_they_are_reached(bot, build):
    application = build(bot)
    bot.fail_next("sendMessage", 429, times=2)
    async with served(application):
        bot.user_says(RESIDENT, "lệ phí")
        await until(lambda: [alert.name for alert in application.channels.alerts.all()] == ["error_429"])
