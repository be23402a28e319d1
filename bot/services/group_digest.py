"""Tells the officers' group chat about new and overdue items, each in a message of its own that can be replied to."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.answer import Answer
from bot.domain.errors import QueueError
from bot.domain.officer import Officer
from bot.domain.outcome import Outcome
from bot.domain.queue_item import Draft, QueueItem
from bot.domain.working_time import WorkingTime
from bot.services.handling import Handling
from bot.services.ports import Clock, Wording

# A group takes about twenty messages a minute; officers read fewer.
MOST_AT_ONCE = 5
PAUSE_SECONDS = 60.0
REMIND_EVERY = timedelta(hours=24)
# A group that refuses (the bot was put out, may not write) is tried again so often.
TELL_AGAIN_AFTER = timedelta(hours=1)
_LOG = logging.getLogger(__name__)
_NUMBER = re.compile(r"#(\d{1,15})\b")


class DigestStore(Protocol):
    """What the digest needs of the store."""

    def to_tell(self, now: datetime, remind_before: datetime, limit: int) -> list[QueueItem]:
        """Open items that the group does not know yet or should be reminded of; overdue ones first."""

    def tell(self, item: QueueItem, answer: Answer, address: str, now: datetime) -> None:
        """Puts a message about an item into the outbox and notes it, together."""

    def forget_refused(self, before: datetime) -> int:
        """Takes back that the group knows an item whose message it refused before a moment; returns how many."""

    def say(self, answer: Answer, address: str) -> None:
        """Puts a message into the outbox."""

    def item(self, identifier: int) -> QueueItem | None:
        """An item, or None."""


class GroupDigest:
    """Sends in working hours only."""

    def __init__(
        self,
        store: DigestStore,
        handling: Handling,
        wording: Wording,
        clock: Clock,
        working_time: Callable[[], WorkingTime],
        address: str,
    ) -> None:
        self._store = store
        self._handling = handling
        self._wording = wording
        self._clock = clock
        self._working_time = working_time
        self._address = address
        self.chat = int(address)

    async def run(self) -> None:
        """Tells the group what is due until cancelled."""
        while True:
            try:
                self.send_due()
            except Exception:
                _LOG.exception("telling the officers' group failed; trying again")
            await asyncio.sleep(PAUSE_SECONDS)

    def send_due(self) -> int:
        """Tells what is due; returns the number of messages."""
        now = self._clock.now()
        if not self._working_time().is_open(now):
            return 0
        refused = self._store.forget_refused(now - TELL_AGAIN_AFTER)
        if refused:
            _LOG.warning("the officers' group refused %s messages; telling them again", refused)
        items = self._store.to_tell(now, now - REMIND_EVERY, MOST_AT_ONCE)
        for item in items:
            key = "utter_group_overdue" if item.is_overdue(now) else "utter_group_new"
            line = self._wording.say(key, number=item.id, residents=item.residents, question=item.text)
            self._store.tell(item, _plain(line), self._address, now)
        return len(items)

    def reply(self, replied_to: str, text: str, officer: Officer) -> None:
        """Answers the item that a message of the group is about, and says how it went."""
        match = _NUMBER.search(replied_to)
        item = self._store.item(int(match.group(1))) if match else None
        if item is None:
            return
        try:
            sent = self._handling.send(item.id, officer.name, Draft(text), version=item.version)
        except QueueError as error:
            self.say(f"utter_group_{error.key}" if error.key in _TOLD else "utter_group_refused", number=item.id)
        else:
            self.say("utter_group_sent", number=item.id, replies=sent.replies, officer=officer.shown_name)

    def say(self, key: str, address: str | None = None, **values: object) -> None:
        """Says a text of the wording in the group, or at another address."""
        self._store.say(_plain(self._wording.say(key, **values)), address or self._address)


_TOLD: Sequence[str] = ("closed", "owned", "bad_text")


def _plain(text: str) -> Answer:
    return Answer(outcome=Outcome.SMALLTALK, lines=tuple(text.split("\n")))
