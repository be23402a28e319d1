"""What speaks for going on with the topic before, and what a topic before makes likelier."""

from __future__ import annotations

import pytest

from bot.domain.understanding import Context, NationalFit, ScoredIntent, ScoredTopic, Understanding
from bot.services.continuing import SIGNALS, in_conversation, signals
from building import a_catalogue, a_topic

CATALOGUE = a_catalogue(
    [a_topic(related=("khai_tu",)), a_topic("khai_tu", code="1.000002"), a_topic("ket_hon", code="1.000003")]
)
BEFORE = Context(topic="khai_sinh")


def seen(*topics: tuple[str, float], **more) -> Understanding:
    return Understanding("text", topics=tuple(ScoredTopic(*topic) for topic in topics), **more)


def test_every_signal_has_its_name_also_for_an_empty_message():
    assert tuple(signals(Understanding(""), Context(), CATALOGUE)) == SIGNALS


def test_probabilities_are_log_odds_and_words_are_counted_up_to_a_limit():
    found = signals(seen(("ket_hon", 0.5), ("khai_sinh", 0.2), content_words=40, in_scope=1.0), BEFORE, CATALOGUE)

    assert found["best"] == 0.0
    assert found["lead"] == pytest.approx(0.3)
    assert found["same_topic"] == pytest.approx(-1.386, abs=0.001)
    assert found["in_scope"] == pytest.approx(6.907, abs=0.001)
    assert (found["content_words"], found["one_word"], found["no_word"]) == (12.0, 0.0, 0.0)


def test_intents_are_summed_by_what_they_mean():
    intents = [("ask_fee", 0.4), ("ask_summary", 0.2), ("out_of_scope", 0.15), ("ask_where", 0.1), ("thank", 0.05)]
    found = signals(seen(intents=tuple(ScoredIntent(*intent) for intent in intents)), BEFORE, CATALOGUE)

    assert [round(found[name], 2) for name in ("asks_aspect", "asks_summary", "out_of_scope", "small_talk")] == [
        0.5, 0.2, 0.15, 0.05,
    ]  # fmt: skip


def test_a_related_topic_and_an_official_name_are_signals():
    found = signals(seen(("khai_tu", 0.9), national=NationalFit("1.000009", 0.7)), BEFORE, CATALOGUE)

    assert (found["related"], found["national"]) == (1.0, 0.7)
    assert signals(seen(("ket_hon", 0.9)), BEFORE, CATALOGUE)["related"] == 0.0


def test_after_a_topic_those_related_to_it_are_likelier_and_probabilities_still_sum_to_one():
    message = seen(("ket_hon", 0.3), ("khai_tu", 0.2), in_scope=0.5)
    after = in_conversation(message, BEFORE, CATALOGUE, 8.0)

    assert [topic.topic for topic in after.topics] == ["khai_tu", "ket_hon"]
    assert after.topics[0].score == pytest.approx(1.6 / 2.4)
    assert after.topics[1].score == pytest.approx(0.3 / 2.4)
    assert 1 - after.in_scope == pytest.approx(0.5 / 2.4)


def test_without_a_topic_before_nothing_changes():
    message = seen(("ket_hon", 0.3), ("khai_tu", 0.2))

    assert in_conversation(message, Context(), CATALOGUE, 8.0) is message
    assert in_conversation(Understanding(""), BEFORE, CATALOGUE, 8.0) == Understanding("")
