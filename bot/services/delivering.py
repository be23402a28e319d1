"""Sends what waits in the outbox: in order for each chat, chats side by side, with retries and back-off.

A part of an answer is written down as leaving at the last moment before it goes onto the wire, and as sent after the
platform confirmed it. What a crash finds leaving counts as gone and is not sent a second time (ADR 0006).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.domain.answer import Answer

_LOG = logging.getLogger(__name__)
MAX_ATTEMPTS = 150  # about a day with the back-off below: an outage of the platform must not lose an answer
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 600.0
# How soon something is noticed that another process put into the outbox (an officer's reply from a terminal).
IDLE_SECONDS = 1.0
STORE_RETRY_SECONDS = 0.5
STOP_SECONDS = 5.0
BATCH = 500


class RetryLaterError(Exception):
    """The platform asks to wait, or could not be reached; `seconds` is its own wish where it gave one."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class UnreachableError(Exception):
    """The resident cannot be reached on this channel any more (blocked, left); trying again is useless."""


class WindowClosedError(Exception):
    """The platform takes the answer only after the resident has written again; it is held until then."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that the running server has taken on.

    Attributes:
        parts: how many messages of this answer the platform took already.
        in_doubt: whether the last of these left at the moment of a crash.
    """

    id: int
    channel: str
    address: str
    turn: str
    not_before: datetime
    attempts: int = 0
    parts: int = 0
    in_doubt: bool = False


class Outbox(Protocol):
    """What delivering needs of the store."""

    def recover(self) -> int:
        """Gives back what a server that ended had taken; returns how many parts were leaving at that moment."""

    def take(self, channels: Sequence[str], limit: int) -> list[Waiting]:
        """Takes on what is pending, oldest first."""

    def answer(self, waiting: Waiting) -> Answer | None:
        """The answer to send; None when it was erased or dropped in the meantime."""

    def leaving(self, identifier: int, parts: int) -> None:
        """Writes down that the part after `parts` parts leaves now."""

    def sent(self, identifier: int) -> None:
        """Marks as delivered."""

    def doubted(self, identifier: int) -> None:
        """Marks as perhaps delivered."""

    def failed(self, identifier: int, error: str, retry_in: timedelta | None, parts: int = 0) -> None:
        """Keeps a failure; None gives up."""

    def held(self, identifier: int, error: str, parts: int = 0) -> None:
        """Keeps until the resident writes again."""


class Departure:
    """One attempt to send an answer, which may be several messages (parts) of the platform."""

    def __init__(self, outbox: Outbox, waiting: Waiting) -> None:
        self._outbox = outbox
        self._id = waiting.id
        self._parts = waiting.parts

    @property
    def parts(self) -> int:
        """How many parts are gone already; a channel goes on with the next one."""
        return self._parts

    def leaves(self) -> None:
        """To be called at the last moment before the next part goes onto the wire.

        A channel that never calls it sends an answer again whose confirmation was lost in a crash.
        """
        self._outbox.leaving(self._id, self._parts)

    def arrived(self) -> None:
        """To be called when the platform has confirmed a part."""
        self._parts += 1


class Sender(Protocol):
    """What delivering needs of a messenger channel."""

    async def send(self, address: str, turn: str, answer: Answer, departure: Departure) -> None:
        """Sends the parts of an answer that are not gone yet.

        Raises:
            RetryLaterError: it should be tried again.
            UnreachableError: it never will get there.
            WindowClosedError: it can be sent once the resident has written again.
        """


class Delivering:
    """Delivers for all messenger channels: one task for each chat that has something waiting."""

    def __init__(
        self, outbox: Outbox, senders: Mapping[str, Sender], now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._outbox = outbox
        self._senders = senders
        self._now = now
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._chats: dict[tuple[str, str], deque[Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Says that something new waits."""
        self._wake.set()

    async def run(self) -> None:
        """Delivers until stopped or cancelled: `wait_for` loses a cancellation that comes together with a wake-up."""
        recovered = False
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                if not recovered:
                    self._recover()
                    recovered = True
                self._take()
            except Exception:
                _LOG.exception("the outbox cannot be read just now; trying again")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), IDLE_SECONDS)

    async def stop(self) -> None:
        """Waits for sends that are on their way; everything else stays in the outbox."""
        self._stopping.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _recover(self) -> None:
        leaving = self._outbox.recover()
        if leaving:
            _LOG.warning(
                "%d answers were leaving when the server ended and count as delivered. "
                "Next step: `troly outbox list` shows them, `troly outbox resend` sends one again",
                leaving,
            )

    def _take(self) -> None:
        for waiting in self._outbox.take(tuple(self._senders), BATCH):
            chat = (waiting.channel, waiting.address)
            if chat in self._chats:
                self._chats[chat].append(waiting)
                continue
            self._chats[chat] = deque([waiting])
            task = asyncio.create_task(self._work(chat))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work(self, chat: tuple[str, str]) -> None:
        queue = self._chats[chat]
        try:
            while queue and not self._stopping.is_set():
                await self._deliver(queue[0])
                queue.popleft()
        finally:
            del self._chats[chat]

    async def _deliver(self, waiting: Waiting) -> None:
        """Tries until the answer is sent, held or given up, or the server stops."""
        attempts, identifier = waiting.attempts, waiting.id
        departure = Departure(self._outbox, waiting)
        wait = (waiting.not_before - self._now()).total_seconds()
        while not await self._stops_within(wait):
            try:
                answer = self._outbox.answer(waiting)
                if answer is None:
                    return
                await self._senders[waiting.channel].send(waiting.address, waiting.turn, answer, departure)
            except WindowClosedError as closed:
                await self._record(self._outbox.held, identifier, str(closed), departure.parts)
                return
            except UnreachableError as unreachable:
                await self._record(self._outbox.failed, identifier, str(unreachable), None, departure.parts)
                return
            except RetryLaterError as later:
                error, wish = str(later), later.seconds
            except Exception as failure:
                _LOG.exception("outbox %s: sending failed", identifier)
                error, wish = repr(failure), None
            else:
                await self._record(self._outbox.doubted if waiting.in_doubt else self._outbox.sent, identifier)
                return
            wait = wish if wish is not None else min(FIRST_RETRY_SECONDS * 2**attempts, LONGEST_RETRY_SECONDS)
            attempts += 1
            retry_in = timedelta(seconds=wait) if attempts < MAX_ATTEMPTS else None
            await self._record(self._outbox.failed, identifier, error, retry_in, departure.parts)
            if retry_in is None:
                return

    async def _record(self, write: Callable[..., None], *values: object) -> None:
        """Writes down what happened, however long the store refuses: otherwise the answer would be sent again."""
        while True:
            try:
                write(*values)
            except Exception:
                _LOG.exception("the outbox cannot be written just now; trying again")
                await asyncio.sleep(STORE_RETRY_SECONDS)
            else:
                return

    async def _stops_within(self, seconds: float) -> bool:
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()
