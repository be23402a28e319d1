from __future__ import annotations

import pytest

from bot.channels.telegram import pacing
from bot.channels.telegram.pacing import Pacing
from standins.messenger_wiring import running, until
from standins.telegram_api import TelegramStandIn
from standins.telegram_flood import FloodControl


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def watch():
    return Watch()


def test_a_private_chat_gets_one_message_a_second(watch):
    paces = Pacing(watch)
    assert paces.seconds_until_free(7) == 0
    paces.arrived(7)
    watch.at += 0.25
    assert paces.seconds_until_free(7) == 0.75
    watch.at += 1
    assert paces.seconds_until_free(7) == 0


def test_chats_do_not_wait_for_one_another(watch):
    paces = Pacing(watch)
    paces.arrived(7)
    assert paces.seconds_until_free(8) == 0


def test_groups_are_left_to_the_limit_of_the_library(watch):
    paces = Pacing(watch)
    paces.arrived(-5)
    assert paces.seconds_until_free(-5) == 0


def test_one_chat_that_is_told_to_wait_stops_no_other(watch):
    paces = Pacing(watch)
    paces.told_to_wait(7, 30)
    paces.told_to_wait(7, 30)
    assert paces.seconds_until_free(8) == 0


def test_many_chats_that_are_told_to_wait_stop_all(watch):
    paces = Pacing(watch)
    for chat in (1, 2, 3):
        paces.told_to_wait(chat, 30)
    assert paces.seconds_until_free(8) == 30
    watch.at += 31
    assert paces.seconds_until_free(9) == 0


def test_what_is_remembered_of_chats_is_bounded(watch):
    paces = Pacing(watch)
    for chat in range(1, 3 * pacing.KEPT_CHATS):
        watch.at += 0.01
        paces.arrived(chat)
    assert len(paces._free_at) <= pacing.KEPT_CHATS + 1


async def test_a_chatty_resident_never_meets_telegrams_flood_control(build_for):
    flood = FloodControl()
    with TelegramStandIn(flood=flood) as telegram:
        async with running(build_for(telegram)):
            for text in ("một", "hai", "ba"):
                telegram.user_says(7, text)
            await until(lambda: len(telegram.sent(7)) == 3)
    assert flood.refusals == 0
