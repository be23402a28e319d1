from __future__ import annotations

from actions.action_erase_data import ActionEraseData
from actions_running import SURE, a_tracker, run
from bot.domain.answer import Effect
from bot.domain.outcome import Outcome


async def test_erasing_is_ordered_and_the_conversation_is_emptied():
    slots = {"topic": "ket_hon", "case": "own", "aspect": "fee", "offered": ["o"], "earlier": []}
    ran = await run(ActionEraseData(), a_tracker(intents=(("erase_data", 0.95),), slots=slots))
    assert (ran.answer.outcome, ran.text) == (Outcome.SMALLTALK, "utter_erased")
    assert ran.answer.effect is Effect.ERASE_RESIDENT
    assert ran.slots == {"topic": None, "case": None, "aspect": None, "offered": [], "earlier": []}


async def test_a_question_about_a_topic_never_erases_anything():
    ran = await run(ActionEraseData(), a_tracker(intents=(("erase_data", 0.4),), topics=SURE))
    assert ran.answer.effect is Effect.NONE
    assert ran.answer.topics == ("khai_sinh",)


async def test_a_wish_that_is_not_sure_is_told_how_to_erase_and_nothing_is_lost():
    slots = {"topic": "ket_hon"}
    ran = await run(ActionEraseData(), a_tracker(intents=(("erase_data", 0.75),), slots=slots))
    assert (ran.answer.outcome, ran.text) == (Outcome.SMALLTALK, "utter_privacy")
    assert ran.answer.effect is Effect.NONE
    assert ran.slots["topic"] == "ket_hon"
