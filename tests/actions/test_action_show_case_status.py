from __future__ import annotations

from actions.action_show_case_status import ActionShowCaseStatus
from actions_running import SURE, a_tracker, run
from bot.domain.answer import Effect
from bot.domain.outcome import Outcome


async def test_the_place_to_look_up_a_dossier_is_told_and_the_context_stays():
    slots = {"topic": "ket_hon", "case": None, "aspect": "fee", "offered": ["o"], "earlier": []}
    ran = await run(ActionShowCaseStatus(), a_tracker(intents=(("ask_case_status", 0.9),), slots=slots))
    assert (ran.answer.outcome, ran.text) == (Outcome.CASE_STATUS, "utter_case_status")
    assert ran.answer.effect is Effect.NONE
    assert ran.slots == slots


async def test_a_clear_topic_wins_over_an_unsure_intent():
    ran = await run(ActionShowCaseStatus(), a_tracker(intents=(("ask_case_status", 0.4),), topics=SURE))
    assert (ran.answer.outcome, ran.answer.topics) == (Outcome.ANSWERED, ("khai_sinh",))
