"""Runs one action on a tracker made of what was understood, with the decision service over the fake catalogue."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.domain.answer import Answer
from bot.domain.national import NationalList, NationalProcedure
from bot.services.answering import Answering
from bot.services.composing import Composer
from building import TODAY, FakeClock, FakeWording, a_catalogue, a_contextual_choice

Scores = Iterable[tuple[str, float]]
SURE: Scores = (("khai_sinh", 0.95), ("khai_tu", 0.02))


@dataclass(frozen=True, slots=True)
class Ran:
    """What an action uttered and which slots it set."""

    answer: Answer
    text: str
    slots: Mapping[str, Any]


def an_answering() -> Answering:
    """The real decision service over the fake catalogue, the fake wording and one official procedure beside it."""
    catalogue = a_catalogue()
    tail = NationalProcedure("2.000009", "tail", "field", "agency", "https://example.vn/2")
    return Answering(
        catalogue,
        Composer(catalogue, FakeWording(), FakeClock()),
        a_contextual_choice(),
        national=NationalList({tail.code: tail}, "list", TODAY),
        suggested=("khai_sinh", "ket_hon"),
    )


def a_tracker(
    text: str = "text",
    *,
    intents: Scores = (("ask_fee", 0.9),),
    topics: Scores = (),
    entities: Mapping[str, str] | None = None,
    slots: Mapping[str, Any] | None = None,
    **linking: object,
) -> Tracker:
    """A tracker as Rasa sends it, with the keys that the pipeline writes."""
    ranking = [{"name": name, "confidence": confidence} for name, confidence in intents]
    found = {
        "ranking": [{"topic": topic, "score": score} for topic, score in topics],
        "national": None,
        "named": [],
        "in_scope": 1.0,
        "content_words": 3,
        "follows_up": False,
    }
    message = {
        "text": text,
        "intent": ranking[0] if ranking else {},
        "intent_ranking": ranking,
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
        "topic_linking": found | linking,
    }
    empty = {"topic": None, "case": None, "aspect": None, "offered": None}
    return Tracker("sender", empty | dict(slots or {}), message, [], False, None, {}, "action_listen")


async def run(action: Action, tracker: Tracker) -> Ran:
    """Runs an action; it must utter exactly one answer, as text and as data."""
    dispatcher = CollectingDispatcher()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules[type(action).__module__], "answering", an_answering)
        events = await action.run(dispatcher, tracker, {})
    assert {event["event"] for event in events} == {"slot"}
    (message,) = dispatcher.messages
    answer = Answer.from_dict(message["custom"])
    return Ran(answer, message["text"], {event["name"]: event["value"] for event in events})
