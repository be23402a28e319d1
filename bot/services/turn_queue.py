"""Answers accepted messages: one after the other within a chat, different chats side by side."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable

from bot.domain.message import Message
from bot.services.conversing import Conversing

_LOG = logging.getLogger(__name__)
TRIES = 3
FIRST_RETRY_SECONDS = 0.5


class TurnQueue:
    """A queue for each chat; a chat's queue lives only while it has messages."""

    def __init__(self, conversing: Conversing, after_turn: Callable[[], None] = lambda: None) -> None:
        self._conversing = conversing
        self._after_turn = after_turn
        self._waiting: dict[tuple[str, str], deque[Message]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._door = asyncio.Lock()

    def put(self, message: Message) -> None:
        """Queues an accepted message; one that was overtaken on its way goes before those that are not begun."""
        chat = (message.channel, message.address)
        if chat in self._waiting:
            _insert(self._waiting[chat], message)
            return
        self._waiting[chat] = deque([message])
        task = asyncio.create_task(self._work(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def recover(self, channel: str) -> int:
        """Queues what a crash left unanswered on a channel; returns how many messages that were."""
        left = [message for message in self._conversing.unfinished() if message.channel == channel]
        for message in left:
            self.put(message)
        return len(left)

    async def stop(self, patience_seconds: float = 5.0) -> None:
        """Waits for running turns; what is not finished then stays in the store for the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience_seconds)
            for task in late:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _work(self, chat: tuple[str, str]) -> None:
        queue = self._waiting[chat]
        try:
            while queue:
                await self._answer(queue[0])
                queue.popleft()
                self._after_turn()
        finally:
            del self._waiting[chat]

    async def _answer(self, message: Message) -> None:
        for number in range(TRIES):
            if number:
                await asyncio.sleep(FIRST_RETRY_SECONDS * number)
            await self._enter()
            try:
                await self._conversing.answer(message)
            except Exception:
                _LOG.exception("a message could not be answered (try %d of %d)", number + 1, TRIES)
            else:
                return
        _LOG.error("a message stays unanswered until the next start")

    async def _enter(self) -> None:
        """Lets one turn begin in each round of the event loop.

        The engine computes without a pause: otherwise many turns that are ready would run one after the other before
        the loop looked at the network again.
        """
        async with self._door:
            await asyncio.sleep(0)


def _insert(queue: deque[Message], message: Message) -> None:
    """Keeps the channel's own order behind the first, which is being answered."""
    place = len(queue)
    while message.sequence and place > 1 and queue[place - 1].sequence > message.sequence:
        place -= 1
    queue.insert(place, message)
