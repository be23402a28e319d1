from __future__ import annotations

import asyncio

from bot.services.turn_queue import TurnQueue
from building import a_message


class SlowConversing:
    """Answers after a pause that the text gives in milliseconds, and keeps the order of ends."""

    def __init__(self) -> None:
        self.ended: list[str] = []
        self.left: list = []

    async def answer(self, message) -> None:
        await asyncio.sleep(int(message.text.split()[0]) / 1000)
        if "break" in message.text:
            raise RuntimeError("broken")
        self.ended.append(message.update_id)

    def unfinished(self) -> list:
        return self.left


async def test_a_chat_keeps_its_order_and_a_slow_chat_does_not_delay_another():
    conversing = SlowConversing()
    queue = TurnQueue(conversing)
    queue.put(a_message("100 a", "slow-1", address="slow"))
    queue.put(a_message("1 a", "slow-2", address="slow"))
    queue.put(a_message("1 a", "fast-1", address="fast"))
    await queue.stop()
    assert conversing.ended == ["fast-1", "slow-1", "slow-2"]


async def test_one_broken_message_does_not_stop_its_chat():
    conversing = SlowConversing()
    queue = TurnQueue(conversing)
    queue.put(a_message("1 break", "1"))
    queue.put(a_message("1 ok", "2"))
    await queue.stop()
    assert conversing.ended == ["2"]


async def test_what_a_crash_left_on_the_channel_is_taken_up():
    conversing = SlowConversing()
    conversing.left = [a_message("1", "1"), a_message("1", "2", channel="other")]
    queue = TurnQueue(conversing)
    assert queue.recover("web") == 1
    await queue.stop()
    assert conversing.ended == ["1"]
