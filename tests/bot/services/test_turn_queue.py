from __future__ import annotations

import asyncio
import time

from bot.services import turn_queue
from bot.services.turn_queue import TurnQueue
from building import a_message
from standins.messenger_wiring import until


class SlowConversing:
    """Answers, where the text says so after another has ended, and keeps the order of ends."""

    def __init__(self) -> None:
        self.ended: list[str] = []
        self.left: list = []
        self.tries = 0

    async def answer(self, message) -> None:
        self.tries += 1
        await asyncio.sleep(0.001)
        if "after" in message.text:
            await until(lambda: message.text.split()[1] in self.ended)
        if "break" in message.text:
            raise RuntimeError("broken")
        self.ended.append(message.update_id)

    def unfinished(self) -> list:
        return self.left


async def test_a_chat_keeps_its_order_and_a_slow_chat_does_not_delay_another():
    conversing = SlowConversing()
    queue = TurnQueue(conversing)
    queue.put(a_message("after fast-1", "slow-1", address="slow"))
    queue.put(a_message("x", "slow-2", address="slow"))
    queue.put(a_message("x", "fast-1", address="fast"))
    await queue.stop(patience_seconds=60)
    assert conversing.ended == ["fast-1", "slow-1", "slow-2"]


async def test_one_broken_message_is_tried_again_and_does_not_stop_its_chat(monkeypatch):
    monkeypatch.setattr(turn_queue, "FIRST_RETRY_SECONDS", 0.001)
    conversing = SlowConversing()
    queue = TurnQueue(conversing)
    queue.put(a_message("break", "1"))
    queue.put(a_message("ok", "2"))
    await queue.stop(patience_seconds=60)
    assert conversing.ended == ["2"]
    assert conversing.tries == turn_queue.TRIES + 1


async def test_a_message_that_was_overtaken_goes_before_those_that_are_not_begun():
    conversing = SlowConversing()
    queue = TurnQueue(conversing)
    for sequence in (3, 5, 2, 4):
        queue.put(a_message("x", str(sequence), sequence=sequence))
    await queue.stop(patience_seconds=60)
    assert conversing.ended == ["3", "2", "4", "5"]


async def test_messages_without_an_order_of_their_own_keep_the_one_in_which_they_came():
    conversing = SlowConversing()
    queue = TurnQueue(conversing)
    for name in "cab":
        queue.put(a_message("x", name))
    await queue.stop(patience_seconds=60)
    assert conversing.ended == ["c", "a", "b"]


async def test_between_two_turns_that_compute_the_event_loop_looks_at_the_network():
    rounds = []

    class Computing(SlowConversing):
        async def answer(self, message) -> None:
            time.sleep(0.01)  # noqa: ASYNC251 - computes without a pause, as the engine does
            rounds.append("turn")

    queue = TurnQueue(Computing())
    for number in range(5):
        queue.put(a_message("x", str(number), address=str(number)))

    async def network() -> None:
        while rounds.count("turn") < 5:
            rounds.append("network")
            await asyncio.sleep(0)

    await network()
    await queue.stop(patience_seconds=60)
    assert "turn turn" not in " ".join(rounds)


async def test_what_a_crash_left_on_the_channel_is_taken_up():
    conversing = SlowConversing()
    conversing.left = [a_message("x", "1"), a_message("x", "2", channel="other")]
    queue = TurnQueue(conversing)
    assert queue.recover("web") == 1
    await queue.stop(patience_seconds=60)
    assert conversing.ended == ["1"]
