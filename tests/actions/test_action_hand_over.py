from __future__ import annotations

from actions.action_hand_over import ActionHandOver
from actions_running import SURE, a_tracker, run
from bot.domain.answer import Effect
from bot.domain.outcome import Outcome
from bot.services.answering import RESIDENT_ASKED


async def test_who_asks_for_a_person_is_handed_to_an_officer_and_keeps_the_context():
    slots = {"topic": "ket_hon", "case": None, "aspect": "fee", "offered": ["o"], "earlier": []}
    ran = await run(ActionHandOver(), a_tracker(intents=(("ask_officer", 0.9),), slots=slots))
    assert (ran.answer.outcome, ran.answer.reason) == (Outcome.UNANSWERED, RESIDENT_ASKED)
    assert ran.answer.effect is Effect.RECORD_QUESTION
    assert ran.slots == slots


async def test_a_clear_topic_wins_over_an_unsure_intent():
    ran = await run(ActionHandOver(), a_tracker(intents=(("ask_officer", 0.4),), topics=SURE))
    assert (ran.answer.outcome, ran.answer.topics) == (Outcome.ANSWERED, ("khai_sinh",))


async def test_who_surely_asks_for_a_person_gets_one_although_a_topic_is_named():
    ran = await run(ActionHandOver(), a_tracker(intents=(("ask_officer", 0.9),), topics=SURE))
    assert ran.answer.effect is Effect.RECORD_QUESTION
