"""The stand-in for the Official Account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.channels.zalo_oa.channel import WEBHOOK_PATH
from standins.zalo_oa_api import ZaloOaStandIn


@pytest.fixture
def zalo() -> Iterator[ZaloOaStandIn]:
    """Zalo on loopback."""
    with ZaloOaStandIn() as standin:
        yield standin


@pytest.fixture
def webhook_path() -> str:
    """Where Zalo calls."""
    return WEBHOOK_PATH
