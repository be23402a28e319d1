"""Sends what waits in the outbox: in order for each address, addresses side by side, with retries and back-off.

An answer is marked as sent after the platform confirmed it. A crash between the two sends it again at the next start:
the platforms offer no key with which a repeated send could be recognised.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from bot.domain.answer import Answer

_LOG = logging.getLogger(__name__)
MAX_ATTEMPTS = 150  # about a day with the back-off below: an outage of the platform must not lose an answer
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 600.0
IDLE_SECONDS = 1.0
BATCH = 100


class RetryLaterError(Exception):
    """The platform asks to wait, or could not be reached; `seconds` is its own wish where it gave one."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class UnreachableError(Exception):
    """The resident cannot be reached on this channel any more (blocked, left); trying again is useless."""


class Sender(Protocol):
    """What delivering needs of a messenger channel."""

    async def send(self, address: str, turn: str, answer: Answer) -> None:
        """Sends an answer. Raises RetryLaterError or UnreachableError."""


class Outbox(Protocol):
    """What delivering needs of the store."""

    def due(self, channel: str, limit: int = BATCH) -> list[tuple[int, str, str, Answer]]:
        """Waiting answers as (id, address, turn, answer), the oldest of each address."""

    def sent(self, identifier: int) -> None:
        """Marks as delivered."""

    def failed(self, identifier: int, error: str, retry_in: timedelta | None) -> None:
        """Keeps a failure; None gives up."""

    def attempts(self, identifier: int) -> int:
        """How often it has failed."""


class Delivering:
    """One loop over the outbox for all messenger channels."""

    def __init__(self, outbox: Outbox, senders: Mapping[str, Sender]) -> None:
        self._outbox = outbox
        self._senders = senders
        self._wake = asyncio.Event()
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Says that something new waits."""
        self._wake.set()

    async def run(self) -> None:
        """Delivers until cancelled."""
        while True:
            self._wake.clear()
            for channel, sender in self._senders.items():
                for identifier, address, turn, answer in self._outbox.due(channel, BATCH):
                    if identifier not in self._busy:
                        self._busy.add(identifier)
                        task = asyncio.create_task(self._deliver(sender, identifier, address, turn, answer))
                        self._tasks.add(task)
                        task.add_done_callback(self._tasks.discard)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), IDLE_SECONDS)

    async def stop(self) -> None:
        """Waits for sends that are on their way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)

    async def _deliver(self, sender: Sender, identifier: int, address: str, turn: str, answer: Answer) -> None:
        try:
            await sender.send(address, turn, answer)
            self._outbox.sent(identifier)
        except UnreachableError as error:
            self._outbox.failed(identifier, str(error), None)
        except RetryLaterError as error:
            self._retry(identifier, str(error), error.seconds)
        except Exception as error:
            _LOG.exception("outbox %s: sending failed", identifier)
            self._retry(identifier, repr(error), None)
        finally:
            self._busy.discard(identifier)
            self._wake.set()

    def _retry(self, identifier: int, error: str, wished: float | None) -> None:
        attempts = self._outbox.attempts(identifier)
        if attempts + 1 >= MAX_ATTEMPTS:
            self._outbox.failed(identifier, error, None)
            return
        backoff = min(FIRST_RETRY_SECONDS * 2**attempts, LONGEST_RETRY_SECONDS)
        self._outbox.failed(identifier, error, timedelta(seconds=wished if wished is not None else backoff))
