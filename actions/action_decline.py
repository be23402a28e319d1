"""Declines what is not a public service of the commune."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.tracker_reading import read_context, read_understanding, utter
from bot.bootstrap import answering

ACTION_NAME = "action_decline"


class ActionDecline(Action):
    """Declines what is not a public service of the commune."""

    def name(self) -> str:
        """Name in domain.yml."""
        return ACTION_NAME

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Utters the answer and keeps the context."""
        seen, context = read_understanding(tracker), read_context(tracker)
        if answering().is_about_topic(seen):
            return utter(dispatcher, *answering().answer(seen, context))
        return utter(dispatcher, *answering().decline(seen, context))
