"""Rasa's conversations in our SQLite file, cut to the last turn so that a turn's cost does not grow with history.

The actions set every slot on every turn, so nothing is lost by the cut.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlite_utils import Database

KEPT_TURNS = 1


class SqliteTrackerStore(TrackerStore):
    """Keeps each conversation's slots and last turn as one row."""

    def __init__(self, domain: Domain | None, database: Database) -> None:
        super().__init__(domain or Domain.empty())
        self._db = database

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the last turn of a conversation."""
        events = json.dumps([event.as_dict() for event in _last_turns(list(tracker.events))], ensure_ascii=False)
        with self._db.atomic():
            self._db.execute(
                "insert into trackers (sender, events, updated_at) values (?, ?, ?)"
                " on conflict (sender) do update set events = excluded.events, updated_at = excluded.updated_at",
                [tracker.sender_id, events, datetime.now(UTC).isoformat(timespec="milliseconds")],
            )

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Reads a conversation, or None."""
        kept = self._kept(sender_id)
        if kept is None:
            return None
        events = deserialise_events(kept)
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots, domain=self.domain)

    def slots_of(self, sender_id: str) -> dict[str, Any]:
        """The slots of a conversation, none at its start; without making Rasa's tracker, which takes longer."""
        events = self._kept(sender_id) or []
        return {event["name"]: event["value"] for event in events if event["event"] == SlotSet.type_name}

    async def delete(self, sender_id: str) -> None:
        """Drops a conversation."""
        with self._db.atomic():
            self._db.execute("delete from trackers where sender = ?", [sender_id])

    async def keys(self) -> Iterable[str]:
        """Senders with a kept conversation."""
        rows: Iterable[dict[str, Any]] = self._db.query("select sender from trackers")
        return [row["sender"] for row in rows]

    def _kept(self, sender_id: str) -> list[dict[str, Any]] | None:
        row = next(iter(self._db.query("select events from trackers where sender = ?", [sender_id])), None)
        events: list[dict[str, Any]] | None = json.loads(row["events"]) if row else None
        return events


def _last_turns(events: list[Event]) -> list[Event]:
    """The events from the last turns on, with the listening before them and the slots as they were."""
    starts = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(starts) <= KEPT_TURNS:
        return events
    cut = starts[-KEPT_TURNS]
    slots = {event.key: event for event in events[:cut] if isinstance(event, SlotSet)}
    return [*slots.values(), ActionExecuted("action_listen"), *events[cut:]]
