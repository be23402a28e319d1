"""What a conversation was about, as slots and as a message's metadata."""

from __future__ import annotations

from bot.adapters.conversation_slots import context_of, metadata_of, slots_of
from bot.domain.aspect import Aspect
from bot.domain.understanding import Context


def test_slots_come_back_as_the_same_context():
    context = Context("khai_sinh", "own", Aspect.FEE, ("t|khai_sinh|f", "o"), ("ket_hon",))
    assert context_of(slots_of(context)) == context


def test_slots_that_an_older_conversation_does_not_have_are_empty():
    assert context_of({"topic": "khai_sinh"}) == Context("khai_sinh")
    assert context_of({}) == Context()


def test_a_message_is_told_its_topic_and_those_of_before():
    assert metadata_of(Context("khai_sinh", earlier=("ket_hon",))) == {"about": "khai_sinh", "beside": ["ket_hon"]}


def test_after_a_question_back_a_message_is_told_the_likeliest_offered_topic_and_the_others():
    asked_back = Context(offered=("t|khai_sinh|f", "t|khai_tu|f", "o"), earlier=("khai_tu", "ket_hon"))
    assert metadata_of(asked_back) == {"about": "khai_sinh", "beside": ["khai_tu", "ket_hon"]}


def test_at_the_start_a_message_is_told_nothing():
    assert metadata_of(Context()) == {}
