"""The project's actions in this process, asked as Rasa asks an action server."""

from __future__ import annotations

import pytest

from bot.adapters.in_process_actions import InProcessActions
from bot.domain.errors import EngineError

pytestmark = pytest.mark.component


def a_call(slots: dict[str, object]) -> dict[str, object]:
    tracker = {"sender_id": "me", "slots": slots, "latest_message": {"text": "cảm ơn", "intent": {"name": "thank"}}}
    return {"next_action": "action_answer_small_talk", "sender_id": "me", "tracker": tracker, "domain": {}}


@pytest.fixture(scope="module")
def actions():
    return InProcessActions("actions")


async def test_an_action_answers_and_sets_every_slot(actions):
    every = {"topic": None, "case": None, "aspect": None, "offered": None, "earlier": None}
    result = await actions.request(json=a_call(every))
    assert result["responses"][0]["text"]
    assert {event["name"] for event in result["events"]} == set(every)


async def test_slots_that_an_older_model_does_not_have_are_left_out(actions):
    result = await actions.request(json=a_call({"topic": None, "offered": None}))
    assert {event["name"] for event in result["events"]} == {"topic", "offered"}


async def test_a_call_without_a_body_is_an_error_of_the_engine(actions):
    with pytest.raises(EngineError, match="expected a JSON body"):
        await actions.request()
