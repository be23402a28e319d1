from __future__ import annotations

from actions.action_decline import ActionDecline
from actions_running import SURE, a_tracker, run
from bot.domain.answer import Effect
from bot.domain.outcome import Outcome


async def test_what_is_no_public_service_is_declined_and_never_recorded():
    slots = {"topic": "ket_hon", "case": None, "aspect": "fee", "offered": [], "earlier": []}
    ran = await run(ActionDecline(), a_tracker(intents=(("out_of_scope", 0.9),), slots=slots))
    assert (ran.answer.outcome, ran.text) == (Outcome.OUT_OF_SCOPE, "utter_out_of_scope")
    assert ran.answer.effect is Effect.NONE
    assert ran.slots == slots


async def test_what_was_thought_of_is_kept_for_the_log():
    ran = await run(ActionDecline(), a_tracker(intents=(("out_of_scope", 0.9),), topics=(("khai_tu", 0.3),)))
    assert [(candidate.topic, candidate.score) for candidate in ran.answer.candidates] == [("khai_tu", 0.3)]


async def test_a_clear_topic_wins_over_an_unsure_intent():
    ran = await run(ActionDecline(), a_tracker(intents=(("out_of_scope", 0.4),), topics=SURE))
    assert (ran.answer.outcome, ran.answer.topics) == (Outcome.ANSWERED, ("khai_sinh",))
