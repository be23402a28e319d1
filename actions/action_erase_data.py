"""Has everything erased that is kept about the resident, or says how where that wish is not sure."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.tracker_reading import read_context, read_understanding, utter
from bot.bootstrap import answering
from bot.domain.answer import Effect
from bot.domain.outcome import Outcome
from bot.domain.understanding import Context

ACTION_NAME = "action_erase_data"


class ActionEraseData(Action):
    """Has everything erased that is kept about the resident."""

    def name(self) -> str:
        """Name in domain.yml."""
        return ACTION_NAME

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Utters the answer and keeps the context."""
        seen, context = read_understanding(tracker), read_context(tracker)
        if answering().is_about_topic(seen):
            return utter(dispatcher, *answering().answer(seen, context))
        if not answering().erases(seen):
            return utter(dispatcher, *answering().fixed("utter_privacy", Outcome.SMALLTALK, context))
        answer, _ = answering().fixed("utter_erased", Outcome.SMALLTALK, context, effect=Effect.ERASE_RESIDENT)
        return utter(dispatcher, answer, Context())
