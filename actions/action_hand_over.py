"""Hands the question to an officer when the resident asks for a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.tracker_reading import read_context, read_understanding, utter
from bot.bootstrap import answering
from bot.services.answering import RESIDENT_ASKED

ACTION_NAME = "action_hand_over"


class ActionHandOver(Action):
    """Hands the question to an officer when the resident asks for a person."""

    def name(self) -> str:
        """Name in domain.yml."""
        return ACTION_NAME

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Utters the answer and keeps the context."""
        seen, context = read_understanding(tracker), read_context(tracker)
        if answering().is_about_topic(seen):
            return utter(dispatcher, *answering().answer(seen, context))
        return utter(dispatcher, *answering().hand_over(seen, context, RESIDENT_ASKED))
