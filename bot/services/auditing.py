"""The audit log: who changed what and when, with the state before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.services.ports import Clock


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change. `what` names the kind (`officer.added`), `subject` the thing; `before` and `after` are plain data."""

    who: str
    at: datetime
    what: str
    subject: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    id: int = 0


class AuditStore(Protocol):
    """What auditing needs of the store."""

    def append(self, entry: AuditEntry) -> None:
        """Keeps an entry for good; part of the transaction that is open, if one is."""

    def entries(self, *, before_id: int | None, who: str, what: str, limit: int) -> list[AuditEntry]:
        """Entries, newest first, older than an id; empty filters take all."""


class Auditing:
    """Keeps a record of every change; the record itself cannot be changed."""

    def __init__(self, store: AuditStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def record(
        self,
        who: str,
        what: str,
        subject: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Writes an entry. Never put a password, a token or a resident's address into it."""
        self._store.append(AuditEntry(who, self._clock.now(), what, subject, before, after))

    def entries(
        self, *, before_id: int | None = None, who: str = "", what: str = "", limit: int = 50
    ) -> list[AuditEntry]:
        """Entries, newest first; `before_id` continues an earlier list, `what` is the beginning of a kind."""
        return self._store.entries(before_id=before_id, who=who, what=what, limit=limit)
