from __future__ import annotations

from actions.action_answer_topic import ActionAnswerTopic
from actions_running import SURE, a_tracker, run
from bot.domain.answer import Effect
from bot.domain.outcome import Outcome


async def test_a_sure_topic_is_answered_and_kept_for_the_next_question():
    ran = await run(ActionAnswerTopic(), a_tracker(topics=SURE))
    assert (ran.answer.outcome, ran.answer.topics, ran.answer.aspects) == (Outcome.ANSWERED, ("khai_sinh",), ("fee",))
    assert "5.000 dong" in ran.text
    assert (ran.slots["topic"], ran.slots["aspect"]) == ("khai_sinh", "fee")


async def test_a_follow_up_goes_on_with_the_topic_in_the_slots():
    tracker = a_tracker(slots={"topic": "ket_hon", "aspect": "summary"}, content_words=0, follows_up=True)
    ran = await run(ActionAnswerTopic(), tracker)
    assert (ran.answer.topics, ran.answer.aspects) == (("ket_hon",), ("fee",))


async def test_near_topics_are_offered_and_their_buttons_are_kept():
    ran = await run(ActionAnswerTopic(), a_tracker(topics=(("khai_sinh", 0.45), ("khai_tu", 0.4))))
    assert ran.answer.outcome is Outcome.CLARIFIED
    assert ran.slots["offered"] == ["t|khai_sinh|f", "t|khai_tu|f", "o"]
    assert ran.slots["topic"] is None


async def test_a_number_picks_from_what_was_offered():
    ran = await run(
        ActionAnswerTopic(), a_tracker("2", slots={"offered": ["t|khai_sinh|f", "t|khai_tu|f", "o"], "earlier": []})
    )
    assert (ran.answer.outcome, ran.answer.topics) == (Outcome.ANSWERED, ("khai_tu",))


async def test_a_click_is_answered_whatever_the_pipeline_thinks():
    tracker = a_tracker("/ask_fee{...}", intents=(("ask_fee", 1.0),), entities={"topic": "khai_tu"}, topics=SURE)
    ran = await run(ActionAnswerTopic(), tracker)
    assert (ran.answer.topics, ran.answer.aspects, ran.answer.confidence) == (("khai_tu",), ("fee",), 1.0)
    assert ran.slots["topic"] == "khai_tu"


async def test_a_click_on_a_topic_that_is_gone_goes_to_an_officer():
    tracker = a_tracker("/ask_fee{...}", intents=(("ask_fee", 1.0),), entities={"topic": "gone"})
    ran = await run(ActionAnswerTopic(), tracker)
    assert (ran.answer.outcome, ran.answer.reason) == (Outcome.UNANSWERED, "unknown_topic")


async def test_an_unclear_question_goes_to_an_officer_and_keeps_the_context():
    slots = {"topic": "ket_hon", "case": None, "aspect": "fee", "offered": ["o"], "earlier": []}
    ran = await run(ActionAnswerTopic(), a_tracker(topics=(("khai_tu", 0.2),), slots=slots))
    assert ran.answer.effect is Effect.RECORD_QUESTION
    assert ran.slots == slots


async def test_an_official_procedure_outside_the_catalogue_is_named():
    ran = await run(ActionAnswerTopic(), a_tracker(in_scope=0.1, national={"code": "2.000009", "fit": 0.9}))
    assert (ran.answer.outcome, ran.answer.codes) == (Outcome.ANSWERED, ("2.000009",))
