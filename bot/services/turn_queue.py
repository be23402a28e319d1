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


class TurnQueue:
    """A queue for each chat; a chat's queue lives only while it has messages."""

    def __init__(self, conversing: Conversing, after_turn: Callable[[], None] = lambda: None) -> None:
        self._conversing = conversing
        self._after_turn = after_turn
        self._waiting: dict[tuple[str, str], deque[Message]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, message: Message) -> None:
        """Queues an accepted message."""
        chat = (message.channel, message.address)
        if chat in self._waiting:
            self._waiting[chat].append(message)
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
                try:
                    await self._conversing.answer(queue[0])
                except Exception:
                    _LOG.exception("a message stays unanswered until the next start")
                queue.popleft()
                self._after_turn()
        finally:
            del self._waiting[chat]
