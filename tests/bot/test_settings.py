from __future__ import annotations

import pytest

from bot.domain.errors import SettingsError
from bot.settings import PROJECT, SETTINGS, read_settings


def test_without_an_environment_the_defaults_hold():
    settings = read_settings({})
    assert (settings.host, settings.port, settings.telegram_token) == ("127.0.0.1", 8080, "")
    assert settings.telegram_api_base == "https://api.telegram.org/bot"


def test_all_wrong_settings_are_told_at_once():
    with pytest.raises(SettingsError) as caught:
        read_settings(
            {
                "TROLY_PORT": "eighty",
                "TROLY_PUBLIC_URL": "example.vn",
                "TELEGRAM_WEBHOOK_SECRET": "two words",
                "TELEGRAM_MESSAGES_PER_SECOND": "0",
            }
        )
    for name in ("TROLY_PORT", "TROLY_PUBLIC_URL", "TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_MESSAGES_PER_SECOND"):
        assert name in str(caught.value)
    assert "two words" not in str(caught.value)


def test_a_webhook_needs_an_address():
    with pytest.raises(SettingsError, match="TROLY_PUBLIC_URL: expected an address for Telegram's webhook"):
        read_settings({"TELEGRAM_WEBHOOK_SECRET": "secret"})


@pytest.mark.parametrize("name", [name for name, _, _ in SETTINGS])
def test_every_setting_is_documented(name):
    assert name in (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_sites_that_may_show_the_chat_are_origins_without_a_path():
    settings = read_settings({"TROLY_EMBED_SITES": "https://xa.example.vn  http://localhost:8000"})
    assert settings.embed_sites == ("https://xa.example.vn", "http://localhost:8000")
    for wrong in ("xa.example.vn", "https://xa.example.vn/", "https://*.example.vn", "*", "https://a.vn;script-src"):
        with pytest.raises(SettingsError, match="TROLY_EMBED_SITES: expected sites like"):
            read_settings({"TROLY_EMBED_SITES": f"https://xa.example.vn {wrong}"})
