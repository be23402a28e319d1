"""Whether an official page can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LinkResult(StrEnum):
    """What came of asking for a page; `unreachable` says nothing about the page, only about the way to it."""

    FINE = "fine"
    MOVED = "moved"
    BROKEN = "broken"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """One address, asked for once.

    Attributes:
        status: what the server answered, 0 without an answer.
        detail: where it moved to, or what went wrong.
    """

    url: str
    result: LinkResult
    status: int = 0
    detail: str = ""
    checked_at: datetime | None = None
