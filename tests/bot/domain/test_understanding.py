"""What a conversation was about, turn by turn."""

from __future__ import annotations

from bot.domain.understanding import MAX_EARLIER, Context


def test_an_answered_topic_becomes_the_one_of_the_conversation_and_the_one_before_an_earlier_one():
    context = Context().gone_on("khai_sinh").gone_on("khai_tu").gone_on("khai_sinh")
    assert (context.topic, context.earlier) == ("khai_sinh", ("khai_tu",))


def test_only_the_latest_topics_are_remembered():
    context = Context()
    for number in range(MAX_EARLIER + 3):
        context = context.gone_on(f"topic_{number}")
    assert context.earlier == tuple(f"topic_{MAX_EARLIER + 1 - number}" for number in range(MAX_EARLIER))


def test_a_card_with_buttons_of_its_own_topic_stands_beside_none():
    context = Context(topic="khai_sinh", offered=("t|khai_sinh|f", "h|y|1", "o"))
    assert (context.about, context.beside) == ("khai_sinh", ())
