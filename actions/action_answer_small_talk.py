"""Answers greetings, thanks, insults and who the assistant is."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.tracker_reading import read_context, read_understanding, utter
from bot.bootstrap import answering
from bot.domain.outcome import Outcome

WORDING = {
    "greet": "utter_greet",
    "thank": "utter_thank",
    "goodbye": "utter_goodbye",
    "insult": "utter_insult",
    "ask_identity": "utter_identity",
}

ACTION_NAME = "action_answer_small_talk"


class ActionAnswerSmallTalk(Action):
    """Answers greetings, thanks, insults and who the assistant is."""

    def name(self) -> str:
        """Name in domain.yml."""
        return ACTION_NAME

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Utters the answer and keeps the context."""
        seen, context = read_understanding(tracker), read_context(tracker)
        if answering().is_about_topic(seen):
            return utter(dispatcher, *answering().answer(seen, context))
        key = WORDING.get(tracker.get_intent_of_latest_message() or "", "utter_greet")
        return utter(dispatcher, *answering().fixed(key, Outcome.SMALLTALK, context))
