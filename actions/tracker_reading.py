"""Reads what was understood and the context out of a tracker, and turns a decision into events."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.adapters.conversation_slots import context_of, slots_of
from bot.adapters.parse_data import understanding_of
from bot.domain.answer import Answer
from bot.domain.aspect import Aspect
from bot.domain.payload import TopicPayload
from bot.domain.understanding import Context, Understanding


def read_understanding(tracker: Tracker) -> Understanding:
    """What the pipeline found in the latest message."""
    return understanding_of(tracker.latest_message)


def read_context(tracker: Tracker) -> Context:
    """What the conversation was about: the slots."""
    return context_of(tracker.current_slot_values())


def read_click(tracker: Tracker) -> TopicPayload | None:
    """The button behind the latest message, when it came as an intent with a topic entity."""
    message = tracker.latest_message
    if not (message.get("text") or "").startswith("/"):
        return None
    values = {entity["entity"]: entity["value"] for entity in message.get("entities") or ()}
    aspect = Aspect.of_intent((message.get("intent") or {}).get("name") or "")
    if aspect is None or not values.get("topic"):
        return None
    return TopicPayload(values["topic"], aspect, values.get("case"))


def utter(dispatcher: CollectingDispatcher, answer: Answer, context: Context) -> list[EventType]:
    """Utters an answer as text and as data, and keeps the context.

    All slots are set on every turn, so that a conversation may be cut to its last events.
    """
    dispatcher.utter_message(text=answer.text, json_message=answer.as_dict())
    return [SlotSet(name, value) for name, value in slots_of(context).items()]
