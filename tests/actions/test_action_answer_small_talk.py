from __future__ import annotations

import pytest

from actions.action_answer_small_talk import WORDING, ActionAnswerSmallTalk
from actions_running import SURE, a_tracker, run
from bot.domain.outcome import Outcome
from bot.services.answering import SMALL_TALK


def test_every_small_talk_intent_has_its_own_wording():
    assert set(WORDING) == SMALL_TALK
    assert len(set(WORDING.values())) == len(WORDING)


@pytest.mark.parametrize(("intent", "key"), WORDING.items())
async def test_each_intent_gets_its_answer_and_the_context_stays(intent, key):
    slots = {"topic": "ket_hon", "case": None, "aspect": "fee", "offered": ["o"], "earlier": []}
    ran = await run(ActionAnswerSmallTalk(), a_tracker(intents=((intent, 0.9),), slots=slots))
    assert (ran.answer.outcome, ran.text) == (Outcome.SMALLTALK, key)
    assert ran.slots == slots


async def test_an_intent_that_is_not_known_is_greeted():
    ran = await run(ActionAnswerSmallTalk(), a_tracker(intents=()))
    assert ran.text == "utter_greet"


async def test_a_greeting_before_a_clear_question_does_not_hide_the_question():
    ran = await run(ActionAnswerSmallTalk(), a_tracker(intents=(("greet", 0.9),), topics=SURE))
    assert (ran.answer.outcome, ran.answer.topics) == (Outcome.ANSWERED, ("khai_sinh",))


async def test_a_greeting_is_only_a_greeting_when_no_topic_is_sure():
    ran = await run(ActionAnswerSmallTalk(), a_tracker(intents=(("greet", 0.9),), topics=(("khai_sinh", 0.7),)))
    assert ran.answer.outcome is Outcome.SMALLTALK
