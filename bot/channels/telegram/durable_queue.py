"""Where the poller puts updates: each is in the database before Telegram is told that it arrived."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable

from telegram import Update
from telegram.error import TelegramError

from bot.domain.message import Message
from bot.services.conversing import Conversing
from bot.services.turn_queue import TurnQueue

_LOG = logging.getLogger(__name__)


class DurableQueue(asyncio.Queue[object]):
    """Takes the place of python-telegram-bot's update queue.

    The poller awaits `put` for every update of a batch and acknowledges the batch with its next request. So an update
    is either in the database or still at Telegram, whenever the process dies. Nothing is ever taken out of this queue:
    accepted messages go on to the turn queue.
    """

    def __init__(
        self,
        read: Callable[[Update], Message | None],
        conversing: Conversing,
        turns: TurnQueue,
        accepted: Callable[[Message], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self._read = read
        self._conversing = conversing
        self._turns = turns
        self._accepted = accepted

    async def put(self, item: object) -> None:
        """Stores and queues an update; one that cannot be read is logged by its id and skipped.

        Raises:
            TelegramError: the database cannot be written just now; the poller then asks for the same batch again.
        """
        if not isinstance(item, Update):
            return
        try:
            message = self._read(item)
            if message is not None and self._conversing.accept(message):
                self._turns.put(message)
                self._accepted(message)
        except sqlite3.Error as error:
            raise TelegramError(f"update {item.update_id} was not stored and stays at Telegram: {error}") from error
        except Exception:
            _LOG.exception("update %s: cannot be read and is skipped", item.update_id)
