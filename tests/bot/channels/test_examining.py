"""`troly doctor` against stand-ins over real HTTP: what is well, and each thing that is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.sqlite_store.channel_alerts import SqliteChannelAlerts
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.zalo_tokens import SqliteZaloTokens, TokenPair
from bot.channels.examining import examine
from bot.channels.examining.clock import clock_findings
from bot.channels.examining.platform import Platforms
from bot.settings import read_settings
from standins.telegram_api import TelegramStandIn
from standins.troly_process import free_port
from standins.zalo_bot_api import ZaloBotStandIn
from standins.zalo_oa_api import ZaloOaStandIn

SECRET = "a-secret-of-ours"
ADDRESS = "https://xa.example.invalid"


@pytest.fixture
def telegram():
    with TelegramStandIn() as standin:
        yield standin


@pytest.fixture
def zalo():
    with ZaloOaStandIn() as standin:
        yield standin


@pytest.fixture
def zalo_bot():
    with ZaloBotStandIn() as standin:
        yield standin


@pytest.fixture
def found(tmp_path: Path):
    """The lines about what is not well."""

    def look(**environment: str) -> str:
        settings = read_settings(
            {"TROLY_DATA_DIR": str(tmp_path), "TROLY_ENGINE_URL": "http://127.0.0.1:9"} | environment
        )
        return "\n".join(str(finding) for finding in examine(settings) if not finding.is_well)

    return look


def of(telegram: TelegramStandIn) -> dict[str, str]:
    return {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_BASE": telegram.api_base}


def test_a_fresh_folder_without_messengers_is_well(found, tmp_path):
    assert found() == ""
    assert list(tmp_path.iterdir()) == []


def test_a_missing_model_is_told(found):
    assert "expected a trained model" in found(TROLY_ENGINE_URL="")


def test_a_database_that_others_may_read_is_told_and_not_changed(found, tmp_path):
    open_database(tmp_path / "troly.db").close()
    assert found() == ""
    (tmp_path / "troly.db").chmod(0o644)
    assert "mode 644" in found()
    assert (tmp_path / "troly.db").stat().st_mode & 0o777 == 0o644


def test_a_backup_that_others_may_read_is_told(found, tmp_path):
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "troly.db").touch(mode=0o644)
    assert "backups/troly.db may be read by others" in found()


def test_a_damaged_database_is_told(found, tmp_path):
    (tmp_path / "troly.db").write_bytes(b"no database" * 100)
    (tmp_path / "troly.db").chmod(0o600)
    assert "expected a healthy SQLite database" in found()


def test_open_troubles_and_dead_letters_are_told(found, tmp_path):
    database = open_database(tmp_path / "troly.db")
    SqliteChannelAlerts(database).open("zalo_oa", "token_refused", "renew the token")
    with database.atomic():
        database.execute(
            "insert into outbox (channel, resident, address, turn, body, state, attempts, next_at, created_at)"
            " values ('telegram', 'r', '7', 't', '{}', 'dead', 0, '', '')"
        )
    assert "token_refused" in found()
    assert "1 answers are dead" in found()


def test_a_working_telegram_bot_is_well(found, telegram):
    assert found(**of(telegram)) == ""


def test_a_rejected_telegram_token_is_told_without_naming_it(found, telegram):
    told = found(**of(telegram) | {"TELEGRAM_BOT_TOKEN": "1:wrong"})
    assert "rejected by Telegram (401)" in told
    assert "1:wrong" not in told


def test_a_telegram_that_cannot_be_reached_is_told_without_the_token(found):
    told = found(TELEGRAM_BOT_TOKEN="1:secret", TELEGRAM_API_BASE=f"http://127.0.0.1:{free_port()}/bot")
    assert "cannot be reached" in told
    assert "1:secret" not in told


def test_a_webhook_of_another_program_is_told(found, telegram):
    telegram.webhook.set("https://other.example.invalid/x", "", 1)
    assert "is set to https://other.example.invalid/x" in found(**of(telegram))
    ours = {"TELEGRAM_WEBHOOK_SECRET": SECRET, "TROLY_PUBLIC_URL": ADDRESS}
    assert f"expected {ADDRESS}/webhooks/telegram" in found(**of(telegram) | ours)
    telegram.webhook.set(f"{ADDRESS}/webhooks/telegram", SECRET, 1)
    assert "webhook" not in found(**of(telegram) | ours)


def test_failed_deliveries_and_updates_that_pile_up_at_telegram_are_told(found, telegram, monkeypatch):
    state = telegram.webhook.info() | {"last_error_message": "Connection refused", "pending_update_count": 500}
    monkeypatch.setattr(telegram.webhook, "info", lambda: state)
    told = found(**of(telegram))
    assert "Connection refused" in told
    assert "500 updates wait" in told


def test_a_public_address_without_https_or_without_us_behind_it_is_told(found):
    told = found(TROLY_PUBLIC_URL=f"http://127.0.0.1:{free_port()}")
    assert "no https address" in told
    assert "cannot be reached" in told


def test_something_else_behind_the_public_address_is_told(found, telegram):
    assert "something else" in found(TROLY_PUBLIC_URL=telegram.api_base)


def test_the_official_account_without_an_address_or_a_token_is_told(found, zalo):
    told = found(**zalo.settings() | {"ZALO_OA_REFRESH_TOKEN": ""})
    assert "needs a webhook" in told
    assert "the database holds no token" in told


def test_the_refresh_token_which_works_once_is_never_tried(found, zalo):
    found(**zalo.settings())
    assert zalo.refreshes == []


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ({"refused": "Invalid refresh token"}, "refused by Zalo (Invalid refresh token)"),
        ({"expires_at": datetime(2026, 1, 1, tzinfo=UTC)}, "expired at 2026-01-01"),
        ({}, "Zalo answers -2"),
    ],
)
def test_tokens_of_the_official_account_that_do_not_work_are_told(found, zalo, tmp_path, pair, told):
    now = datetime.now(UTC)
    kept = {"access": "a", "refresh": "r", "refreshed_at": now, "expires_at": now + timedelta(hours=20)} | pair
    database = open_database(tmp_path / "troly.db")
    SqliteZaloTokens(database).save(zalo.app_id, "", TokenPair(**kept))
    assert told in found(**zalo.settings() | {"ZALO_OA_REFRESH_TOKEN": ""})


def test_a_rejected_token_or_a_foreign_webhook_of_the_zalo_bot_is_told(found, zalo_bot):
    assert found(**zalo_bot.settings()) == ""
    zalo_bot.webhook = "https://other.example.invalid"
    assert "is https://other.example.invalid, expected none" in found(**zalo_bot.settings())
    assert "rejected by Zalo (401)" in found(**zalo_bot.settings() | {"ZALO_BOT_TOKEN": "wrong"})


@pytest.mark.parametrize(("seconds", "is_well"), [(0.0, True), (59.0, True), (-3600.0, False), (61.0, False)])
def test_a_clock_that_is_wrong_is_told(seconds, is_well):
    platforms = Platforms()
    platforms.clock_differences["Telegram"] = seconds
    (finding,) = clock_findings(read_settings({}), platforms)
    assert finding.is_well == is_well
    platforms.close()


def test_the_clock_is_compared_with_the_time_that_answers_tell(found, telegram):
    platforms = Platforms()
    platforms.ask("Telegram", f"{telegram.api_base}{telegram.token}/getMe")
    assert abs(platforms.clock_differences["Telegram"]) < 60
    platforms.close()
