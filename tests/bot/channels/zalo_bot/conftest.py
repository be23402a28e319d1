"""The stand-in for the Zalo Bot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.channels.zalo_bot.channel import WEBHOOK_PATH
from standins.zalo_bot_api import ZaloBotStandIn


@pytest.fixture
def zalo() -> Iterator[ZaloBotStandIn]:
    """Zalo on loopback; its long polls are short."""
    with ZaloBotStandIn() as standin:
        standin.poll_scale = 0.02
        yield standin


@pytest.fixture
def webhook_path() -> str:
    """Where Zalo calls."""
    return WEBHOOK_PATH
