"""The working hours that an admin keeps; until one does, the shipped ones hold."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol

from bot.domain.working_time import WorkingTime
from bot.services.auditing import Auditing


class WorkingTimeStore(Protocol):
    """What office hours need of the store."""

    def transaction(self) -> AbstractContextManager[object]:
        """Everything inside is kept together or not at all."""

    def load(self) -> WorkingTime | None:
        """The hours that an admin saved, or None."""

    def save(self, hours: WorkingTime) -> None:
        """Keeps hours."""

    def described(self, hours: WorkingTime) -> dict[str, Any]:
        """Hours as plain data for the record."""


class OfficeHours:
    """The hours in force."""

    def __init__(self, store: WorkingTimeStore, shipped: WorkingTime, auditing: Auditing) -> None:
        self._store = store
        self._auditing = auditing
        self._shipped = shipped

    def current(self) -> WorkingTime:
        """The hours in force."""
        return self._store.load() or self._shipped

    def change(self, hours: WorkingTime, officer: str) -> None:
        """Sets new hours; what waits already keeps its due date."""
        with self._store.transaction():
            before = self._store.described(self.current())
            self._store.save(hours)
            after = self._store.described(hours)
            self._auditing.record(officer, "hours.changed", "working_time", before=before, after=after)
