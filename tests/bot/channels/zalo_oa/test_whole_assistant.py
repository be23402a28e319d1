"""The real assistant with its trained model, on the stand-in of the Official Account."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.settings import read_settings
from standins.troly_process import TrolyProcess, free_port
from standins.zalo_oa_api import ZaloOaStandIn

pytestmark = pytest.mark.model
RESIDENT = "246845883529197922"


@pytest.fixture
def start(tmp_path: Path, zalo: ZaloOaStandIn) -> Iterator[Callable[[], TrolyProcess]]:
    """Starts the assistant, always on the same port; what still runs at the end is stopped."""
    models = read_settings().models
    if not list(models.glob("*.tar.gz")):
        pytest.skip(f"no trained model in {models}: run `troly train` first")
    started: list[TrolyProcess] = []
    port = free_port()
    zalo.deliver_to(f"http://127.0.0.1:{port}/webhooks/zalo-oa", scale=0.02)

    def begin() -> TrolyProcess:
        started.append(TrolyProcess(tmp_path / "data", port=port, **zalo.settings()))
        return started[-1]

    yield begin
    for process in started:
        process.stop()


def answers(zalo: ZaloOaStandIn, count: int, seconds: float = 120) -> list[dict]:
    """Waits until that many messages were sent to the resident."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(zalo.sent(RESIDENT)) < count:
        time.sleep(0.05)
    return zalo.sent(RESIDENT)


def numbered(text: str, label: str) -> str:
    """The number under which a choice stands in a text."""
    return re.search(rf"^(\d+)\. {label}$", text, re.MULTILINE).group(1)


def test_a_resident_asks_clicks_picks_numbers_and_is_handed_over_through_crashes(start, zalo):
    first = start()
    event = zalo.user_says(RESIDENT, "lam khai sinh cho con can giay to gi")
    card = answers(zalo, 1)[0]
    assert "Đăng ký khai sinh" in card["text"]
    assert "18/07/2026" in card["text"]

    zalo.user_says(RESIDENT, "còn lệ phí?")
    assert "Lệ phí" in answers(zalo, 2)[1]["text"]

    clickable = next(button["title"] for button in zalo.buttons(RESIDENT) if button["type"] == "oa.query.hide")
    zalo.user_clicks(RESIDENT, clickable)
    shown = answers(zalo, 3)[2]["text"]
    assert "Đăng ký khai sinh" in shown

    zalo.user_says(RESIDENT, numbered(shown, "Nơi nộp, nơi hỏi"))
    assert "Nơi nộp, nơi hỏi" in answers(zalo, 4)[3]["text"]

    zalo.expire_token(-216)
    refreshes = len(zalo.refreshes)
    zalo.user_says(RESIDENT, "làm hộ chiếu mất bao lâu")
    assert "ộ chiếu" in answers(zalo, 5)[4]["text"]
    assert len(zalo.refreshes) == refreshes + 1
    first.kill()

    zalo.user_says(RESIDENT, "gặp cán bộ")
    zalo.deliver(event)
    second = start()
    code = re.search(r"TL-[0-9A-Z]{6}", answers(zalo, 6)[5]["text"])
    assert code

    second.kill()
    zalo.user_says(RESIDENT, "đăng ký tạm trú cần gì")
    start()
    assert "tạm trú" in answers(zalo, 7)[6]["text"].lower()
    zalo.user_says(RESIDENT, f"mã {code.group()} sao rồi")
    assert code.group() in answers(zalo, 8)[7]["text"]
    time.sleep(2.5)
    assert len(zalo.sent(RESIDENT)) == 8
    assert zalo.refused_refreshes == []
    assert not zalo.webhook_is_disabled
