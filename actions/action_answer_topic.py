"""Answers a question about a topic, or a click on one of its buttons."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.tracker_reading import read_click, read_context, read_understanding, utter
from bot.bootstrap import answering

ACTION_NAME = "action_answer_topic"


class ActionAnswerTopic(Action):
    """Card, choice, question back or officer: the service decides."""

    def name(self) -> str:
        """Name in domain.yml."""
        return ACTION_NAME

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Utters the answer and keeps the context."""
        click = read_click(tracker)
        if click:
            return utter(dispatcher, *answering().show(click, read_context(tracker)))
        return utter(dispatcher, *answering().answer(read_understanding(tracker), read_context(tracker)))
