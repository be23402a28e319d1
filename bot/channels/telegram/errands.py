"""Calls to Telegram that nobody waits for and that may fail: the typing hint, the end of a button's spinner."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

from telegram.constants import ChatAction
from telegram.ext import ExtBot

_LOG = logging.getLogger(__name__)
# Most answers are there sooner; a hint that comes after its answer would stay on the screen for five seconds.
TYPING_AFTER_SECONDS = 0.5
# A hint counts against the same limit as an answer. When many residents wait, hints for all would double the calls and
# make them wait longer still; so few are given.
SECONDS_BETWEEN_HINTS = 0.25


class Errands:
    """Runs them in the background."""

    def __init__(self, bot: ExtBot[int]) -> None:
        self._bot = bot
        self._running: set[asyncio.Task[object]] = set()
        self._typing: dict[str, asyncio.Task[object]] = {}
        self._hinted_at = float("-inf")

    def confirm_click(self, click_id: str) -> None:
        """Ends the spinner on a button."""
        self._run(self._bot.answer_callback_query(click_id))

    def show_typing(self, address: str) -> None:
        """Shows soon that an answer is being written.

        Private chats only: in a group the hint would use up the few calls a minute that answers need.
        """
        if not address.startswith("-"):
            self.hide_typing(address)
            self._typing[address] = self._run(self._type_later(address))

    def hide_typing(self, address: str) -> None:
        """The answer is there."""
        task = self._typing.pop(address, None)
        if task:
            task.cancel()

    async def stop(self) -> None:
        """Drops what is still running."""
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _type_later(self, address: str) -> None:
        await asyncio.sleep(TYPING_AFTER_SECONDS)
        self._typing.pop(address, None)
        if time.monotonic() - self._hinted_at < SECONDS_BETWEEN_HINTS:
            return
        self._hinted_at = time.monotonic()
        await self._bot.send_chat_action(int(address), ChatAction.TYPING)

    def _run(self, call: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
        task = asyncio.create_task(call)
        self._running.add(task)
        task.add_done_callback(self._finish)
        return task

    def _finish(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _LOG.debug("left undone at Telegram: %s", type(error).__name__)
