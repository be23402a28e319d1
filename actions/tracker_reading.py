"""Reads what was understood and the context out of a tracker, and turns a decision into events."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.domain.answer import Answer
from bot.domain.aspect import Aspect
from bot.domain.payload import TopicPayload
from bot.domain.understanding import Context, LinkedPart, NationalFit, ScoredIntent, ScoredTopic, Understanding


def read_understanding(tracker: Tracker) -> Understanding:
    """What the pipeline found in the latest message (keys as nlu.topic_linker writes them)."""
    message = tracker.latest_message
    linking: dict[str, Any] = message.get("topic_linking") or {}
    national = linking.get("national")
    return Understanding(
        text=message.get("text") or "",
        intents=tuple(ScoredIntent(item["name"], item["confidence"]) for item in message.get("intent_ranking") or ()),
        topics=tuple(ScoredTopic(item["topic"], item["score"]) for item in linking.get("ranking", ())),
        named=tuple(linking.get("named", ())),
        parts=tuple(LinkedPart(**part) for part in linking.get("parts", ())),
        content_words=linking.get("content_words", 0),
        follows_up=linking.get("follows_up", False),
        in_scope=linking.get("in_scope", 0.0),
        national=NationalFit(national["code"], national["fit"]) if national else None,
    )


def read_context(tracker: Tracker) -> Context:
    """What the conversation was about: the slots."""
    aspect = tracker.get_slot("aspect")
    return Context(
        topic=tracker.get_slot("topic"),
        case=tracker.get_slot("case"),
        aspect=Aspect(aspect) if aspect else None,
        offered=tuple(tracker.get_slot("offered") or ()),
    )


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
    return [
        SlotSet("topic", context.topic),
        SlotSet("case", context.case),
        SlotSet("aspect", context.aspect.value if context.aspect else None),
        SlotSet("offered", list(context.offered)),
    ]
