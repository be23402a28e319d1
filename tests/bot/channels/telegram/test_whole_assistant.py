"""The real assistant with its trained model, on Telegram's stand-in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.settings import read_settings
from standins.telegram_api import TelegramStandIn
from standins.troly_process import TrolyProcess

pytestmark = pytest.mark.model
CHAT = 77


@pytest.fixture
def start(tmp_path: Path, telegram: TelegramStandIn) -> Iterator[Callable[[], TrolyProcess]]:
    """Starts the assistant; what still runs at the end is stopped."""
    models = read_settings().models
    if not list(models.glob("*.tar.gz")):
        pytest.skip(f"no trained model in {models}: run `troly train` first")
    started: list[TrolyProcess] = []

    def begin() -> TrolyProcess:
        settings = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_BASE": telegram.api_base}
        started.append(TrolyProcess(tmp_path / "data", **settings))
        return started[-1]

    yield begin
    for process in started:
        process.stop()


def answers(telegram: TelegramStandIn, count: int, seconds: float = 120) -> list[dict]:
    """Waits until that many messages were sent to the chat."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(telegram.sent(CHAT)) < count:
        time.sleep(0.05)
    return telegram.sent(CHAT)


def test_a_resident_asks_follows_up_clicks_and_is_handed_over_through_a_crash(start, telegram):
    first = start()
    update = telegram.user_says(CHAT, "lam khai sinh cho con can giay to gi")
    card = answers(telegram, 1)[0]
    assert "Đăng ký khai sinh" in card["text"]
    assert "18/07/2026" in card["text"]

    telegram.user_says(CHAT, "còn lệ phí?")
    assert "Lệ phí" in answers(telegram, 2)[1]["text"]

    buttons = [button for row in card["reply_markup"]["inline_keyboard"] for button in row]
    where = next(button for button in buttons if button["callback_data"].endswith("|w"))
    telegram.user_clicks(CHAT, card, where["callback_data"])
    assert "Đăng ký khai sinh" in answers(telegram, 3)[2]["text"]
    assert telegram.calls_of("answerCallbackQuery")

    telegram.fail_next("sendMessage", 429, retry_after=1)
    telegram.user_says(CHAT, "làm hộ chiếu mất bao lâu")
    assert "ộ chiếu" in answers(telegram, 4)[3]["text"]

    telegram.user_says(CHAT, "gặp cán bộ")
    code = re.search(r"TL-[0-9A-Z]{6}", answers(telegram, 5)[4]["text"])
    assert code

    first.kill()
    telegram.user_says(CHAT, "đăng ký tạm trú cần gì")
    telegram.deliver_again(update)
    start()
    assert "tạm trú" in answers(telegram, 6)[5]["text"].lower()
    telegram.user_says(CHAT, f"mã {code.group()} sao rồi")
    assert code.group() in answers(telegram, 7)[6]["text"]
    time.sleep(1.5)
    assert len(telegram.sent(CHAT)) == 7
