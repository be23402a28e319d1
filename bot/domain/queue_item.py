"""An item of the officers' queue: one matter, asked by any number of residents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.question import QuestionState

OPEN_STATES = (QuestionState.NEW, QuestionState.CLAIMED)


class Sorting(StrEnum):
    """Orders of the queue."""

    NEWEST = "newest"
    ASKED = "asked"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One matter.

    Attributes:
        text: the masked question that began it.
        residents: distinct residents who asked; `waiting` questions still get a reply.
        reason: why the assistant did not answer.
        dismissal: why an officer closed it without an answer.
        version: goes up with every change by an officer, so that two do not overwrite each other.
    """

    id: int
    text: str
    state: QuestionState
    reason: str
    residents: int
    questions: int
    waiting: int
    first_at: datetime
    last_at: datetime
    due_at: datetime
    version: int
    owner: str | None = None
    owner_shown: str | None = None
    department: str = ""
    channels: tuple[str, ...] = ()
    topics: tuple[tuple[str, float], ...] = ()
    reply: str | None = None
    replied_by: str | None = None
    replied_at: datetime | None = None
    approved_by: str | None = None
    merged_into: int | None = None
    dismissal: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for an officer."""
        return self.state in OPEN_STATES

    def is_overdue(self, now: datetime) -> bool:
        """Whether it waits for longer than it should."""
        return self.is_open and now > self.due_at


@dataclass(frozen=True, slots=True)
class Observation:
    """One question of a resident within an item."""

    code: str
    text: str
    channel: str
    reason: str
    state: QuestionState
    asked_at: datetime
    turn: str
    is_silent: bool
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer is writing."""

    text: str = ""
    topic: str = ""
    link: str = ""
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which items are shown, in which order, and after which one."""

    view: str = "open"
    sorting: Sorting = Sorting.NEWEST
    words: str = ""
    channel: str = ""
    reason: str = ""
    department: str = ""
    officer: str = ""
    after: str = ""
    limit: int = 30


@dataclass(frozen=True, slots=True)
class TurnAround:
    """A turn of the conversation around a question, masked."""

    at: datetime
    text: str
    outcome: str
    topics: tuple[str, ...]
    is_asked: bool
