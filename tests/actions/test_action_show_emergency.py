from __future__ import annotations

from actions.action_show_emergency import ActionShowEmergency
from actions_running import SURE, a_tracker, run
from bot.domain.outcome import Outcome


async def test_the_emergency_numbers_are_given_and_the_context_stays():
    slots = {"topic": "ket_hon", "case": None, "aspect": "fee", "offered": ["o"], "earlier": []}
    ran = await run(ActionShowEmergency(), a_tracker(intents=(("report_emergency", 0.9),), slots=slots))
    assert (ran.answer.outcome, ran.text) == (Outcome.EMERGENCY, "utter_emergency")
    assert ran.slots == slots


async def test_a_sure_emergency_wins_over_a_topic():
    ran = await run(ActionShowEmergency(), a_tracker(intents=(("report_emergency", 0.9),), topics=SURE))
    assert ran.answer.outcome is Outcome.EMERGENCY


async def test_a_clear_topic_wins_over_an_unsure_intent():
    ran = await run(ActionShowEmergency(), a_tracker(intents=(("report_emergency", 0.4),), topics=SURE))
    assert ran.answer.outcome is Outcome.ANSWERED
