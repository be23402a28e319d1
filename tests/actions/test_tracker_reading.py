from __future__ import annotations

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions
from actions.tracker_reading import read_click, read_context, read_understanding, utter
from actions_running import a_tracker
from bot.domain.aspect import Aspect
from bot.domain.payload import TopicPayload
from bot.domain.understanding import Context, NationalFit, ScoredIntent, ScoredTopic, Understanding
from bot.settings import PROJECT
from building import an_answer


def test_this_folder_does_not_shadow_the_package_of_the_actions():
    assert list(actions.__path__) == [str(PROJECT / "actions")]


def test_everything_that_the_pipeline_found_is_read():
    tracker = a_tracker(
        "lệ phí khai sinh",
        intents=(("ask_fee", 0.8), ("ask_summary", 0.1)),
        topics=(("khai_sinh", 0.7), ("khai_tu", 0.2)),
        named=["khai_sinh"],
        content_words=2,
        follows_up=True,
        in_scope=0.9,
        national={"code": "2.000009", "fit": 0.4},
    )
    assert read_understanding(tracker) == Understanding(
        text="lệ phí khai sinh",
        intents=(ScoredIntent("ask_fee", 0.8), ScoredIntent("ask_summary", 0.1)),
        topics=(ScoredTopic("khai_sinh", 0.7), ScoredTopic("khai_tu", 0.2)),
        content_words=2,
        follows_up=True,
        in_scope=0.9,
        national=NationalFit("2.000009", 0.4),
        named=("khai_sinh",),
    )


@pytest.mark.parametrize("message", [{}, None, {"text": None, "intent_ranking": None, "topic_linking": None}])
def test_a_message_that_no_component_saw_is_about_nothing(message):
    seen = read_understanding(Tracker("sender", {}, message, [], False, None, {}, None))
    assert (seen.text, seen.intents, seen.topics, seen.in_scope) == ("", (), (), 0.0)


def test_the_slots_are_the_context():
    slots = {"topic": "khai_sinh", "case": "own", "aspect": "fee", "offered": ["t|khai_sinh|f", "o"]}
    assert read_context(a_tracker(slots=slots)) == Context("khai_sinh", "own", Aspect.FEE, ("t|khai_sinh|f", "o"))


def test_a_conversation_without_slots_has_an_empty_context():
    assert read_context(a_tracker()) == Context()


def test_a_click_is_read_from_its_intent_and_entities():
    tracker = a_tracker("/ask_fee{...}", intents=(("ask_fee", 1.0),), entities={"topic": "khai_sinh", "case": "own"})
    assert read_click(tracker) == TopicPayload("khai_sinh", Aspect.FEE, "own")


@pytest.mark.parametrize(
    "tracker",
    [
        a_tracker("lệ phí khai sinh", entities={"topic": "khai_sinh"}),
        a_tracker("/ask_fee"),
        a_tracker("/greet{...}", intents=(("greet", 1.0),), entities={"topic": "khai_sinh"}),
        a_tracker("/", intents=(), entities={"topic": "khai_sinh"}),
    ],
    ids=["typed text", "no topic", "not an aspect", "no intent"],
)
def test_anything_else_is_no_click(tracker):
    assert read_click(tracker) is None


def test_an_answer_is_uttered_as_text_and_as_data_and_every_slot_is_set():
    dispatcher = CollectingDispatcher()
    answer = an_answer()
    events = utter(dispatcher, answer, Context("khai_sinh", None, Aspect.FEE, ("o",), ("ket_hon",)))
    (message,) = dispatcher.messages
    assert (message["text"], message["custom"]) == (answer.text, answer.as_dict())
    assert {event["name"]: event["value"] for event in events} == {
        "topic": "khai_sinh",
        "case": None,
        "aspect": "fee",
        "offered": ["o"],
        "earlier": ["ket_hon"],
    }


def test_an_empty_context_empties_every_slot():
    events = utter(CollectingDispatcher(), an_answer(), Context())
    assert [(event["name"], event["value"]) for event in events] == [
        ("topic", None),
        ("case", None),
        ("aspect", None),
        ("offered", []),
        ("earlier", []),
    ]
