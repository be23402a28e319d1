"""Notices to residents, and the switch that turns the assistant or one channel off."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.errors import AnnouncementError
from bot.domain.text import nfc
from bot.services.auditing import Auditing
from bot.services.ports import Clock

EVERYWHERE = "*"
MAX_NOTICE_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that residents should know for a while."""

    id: int
    text: str
    starts_at: datetime
    ends_at: datetime
    made_by: str

    def is_current(self, now: datetime) -> bool:
        """Whether it is shown at a moment."""
        return self.starts_at <= now < self.ends_at


@dataclass(frozen=True, slots=True)
class Switch:
    """A channel (or EVERYWHERE) that is turned off: why, and what residents are told."""

    channel: str
    reason: str
    message: str
    since: datetime
    officer: str


class AnnouncementStore(Protocol):
    """What announcing needs of the store."""

    def transaction(self) -> AbstractContextManager[object]:
        """Everything inside is kept together or not at all."""

    def notices(self, *, ends_after: datetime | None = None) -> list[Notice]:
        """Notices, the newest first."""

    def add_notice(self, notice: Notice) -> int:
        """Keeps a notice; returns its number."""

    def end_notice(self, identifier: int, at: datetime) -> bool:
        """Ends a notice; False when there is none that runs."""

    def tell(self, notice: int, resident: str) -> bool:
        """Notes that a resident was told a notice; False when that was so already."""

    def switches(self) -> list[Switch]:
        """What is turned off."""

    def turn_off(self, switch: Switch) -> None:
        """Turns a channel off."""

    def turn_on(self, channel: str) -> bool:
        """Turns a channel on; False when it was not off."""


class Announcing:
    """What officers announce, and what a turn needs to know of it."""

    def __init__(self, store: AnnouncementStore, auditing: Auditing, clock: Clock, channels: Sequence[str]) -> None:
        self._store = store
        self._auditing = auditing
        self._clock = clock
        self.channels = tuple(channels)

    def closed_message(self, channel: str) -> str | None:
        """What residents are told while the assistant or the channel is off, else None."""
        found = {switch.channel: switch.message for switch in self._store.switches()}
        return found.get(EVERYWHERE) or found.get(channel)

    def current(self) -> list[Notice]:
        """Notices of this moment, the newest first."""
        now = self._clock.now()
        return [notice for notice in self._store.notices(ends_after=now) if notice.is_current(now)]

    def news_for(self, resident: str) -> list[str]:
        """Notices that this resident was not told yet; they count as told from now on."""
        return [notice.text for notice in self.current() if self._store.tell(notice.id, resident)]

    def notices(self) -> list[Notice]:
        """All notices, the newest first."""
        return self._store.notices()

    def switches(self) -> list[Switch]:
        """What is turned off."""
        return self._store.switches()

    def add_notice(self, text: str, starts_at: datetime, ends_at: datetime, officer: str) -> None:
        """Announces something. Raises AnnouncementError for an empty text or a period that is over or upside down."""
        text = nfc(text).strip()
        if not 0 < len(text) <= MAX_NOTICE_CHARACTERS:
            raise AnnouncementError("bad_text", f"notice: expected 1 to {MAX_NOTICE_CHARACTERS} characters")
        if not starts_at < ends_at or ends_at <= self._clock.now():
            raise AnnouncementError("bad_period", f"notice: expected an end after start and now, got {ends_at}")
        notice = Notice(0, text, starts_at, ends_at, officer)
        with self._store.transaction():
            number = self._store.add_notice(notice)
            after = {"text": text, "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
            self._auditing.record(officer, "notice.added", str(number), after=after)

    def end_notice(self, identifier: int, officer: str) -> None:
        """Ends a notice now. Raises AnnouncementError when none runs under this number."""
        now = self._clock.now()
        with self._store.transaction():
            if not self._store.end_notice(identifier, now):
                raise AnnouncementError("unknown", f"notice: expected one that runs, got {identifier}")
            self._auditing.record(officer, "notice.ended", str(identifier), after={"ends_at": now.isoformat()})

    def turn_off(self, channel: str, reason: str, message: str, officer: str) -> None:
        """Turns the assistant (EVERYWHERE) or a channel off. Raises AnnouncementError without reason or message."""
        if channel != EVERYWHERE and channel not in self.channels:
            raise AnnouncementError("unknown", f"channel: expected one of {self.channels}, got {channel!r}")
        reason, message = nfc(reason).strip(), nfc(message).strip()
        if not reason or not 0 < len(message) <= MAX_NOTICE_CHARACTERS:
            raise AnnouncementError("bad_text", "switch: expected a reason and a message to residents")
        switch = Switch(channel, reason, message, self._clock.now(), officer)
        with self._store.transaction():
            before = self._described(channel)
            self._store.turn_off(switch)
            after = {"reason": reason, "message": message}
            self._auditing.record(officer, "switch.off", channel, before=before, after=after)

    def turn_on(self, channel: str, officer: str) -> None:
        """Turns it on again. Raises AnnouncementError when it is not off."""
        with self._store.transaction():
            before = self._described(channel)
            if not self._store.turn_on(channel):
                raise AnnouncementError("unknown", f"switch: expected one that is off, got {channel!r}")
            self._auditing.record(officer, "switch.on", channel, before=before)

    def _described(self, channel: str) -> dict[str, Any] | None:
        for switch in self._store.switches():
            if switch.channel == channel:
                return {"reason": switch.reason, "message": switch.message, "officer": switch.officer}
        return None
