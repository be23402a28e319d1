"""What speaks for each topic that a message of a conversation may be about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.contextual_choice import ContextualChoice
from bot.domain.understanding import (
    Context,
    InContext,
    NationalFit,
    ScoredIntent,
    ScoredTopic,
    TopicInContext,
    Understanding,
)
from bot.services.contextual import OF_MESSAGE, OF_TOPIC, features, in_context
from building import a_catalogue, a_contextual_choice, a_topic

CATALOGUE = a_catalogue(
    [a_topic(related=("khai_tu",)), a_topic("khai_tu", code="1.000002"), a_topic("ket_hon", code="1.000003")]
)
BEFORE = Context(topic="khai_sinh")
READ = InContext(
    "khai_sinh",
    (
        TopicInContext("khai_sinh", 0.5, 0.9, 0.25, 0.125),
        TopicInContext("khai_tu", 0.5, 0.0, 0.5, 0.375, gained=0.25, lost=0.125, kin=0.5),
        TopicInContext("ket_hon", 0.0, 0.0, 0.0, 0.0),
    ),
    0.5,
)


def seen(*topics: tuple[str, float], **more) -> Understanding:
    return Understanding("text", topics=tuple(ScoredTopic(*topic) for topic in topics), in_context=READ, **more)


def test_every_feature_has_its_name_also_for_an_empty_message():
    topics, message = features(Understanding(""), READ, BEFORE, CATALOGUE)

    assert set(message) == set(OF_MESSAGE)
    assert set(topics[0]) == set(OF_TOPIC)
    assert set(topics[1]) == set(OF_TOPIC)


def test_probabilities_are_log_odds_and_words_are_counted_up_to_a_limit():
    topics, message = features(
        seen(("ket_hon", 0.5), ("khai_sinh", 0.2), content_words=40, in_scope=1.0), READ, BEFORE, CATALOGUE
    )

    assert message["best"] == 0.0
    assert message["same_topic"] == pytest.approx(-1.386, abs=0.001)
    assert message["in_scope"] == pytest.approx(6.907, abs=0.001)
    assert message["content_words"] == 12.0
    assert topics[0]["before_lead"] == pytest.approx(0.3)
    assert (topics[0]["before_one_word"], topics[0]["before_no_word"]) == (0.0, 0.0)
    assert topics[0]["together"] == pytest.approx(2.197, abs=0.001)
    assert topics[1]["together"] == pytest.approx(-9.21, abs=0.001)


def test_intents_are_summed_by_what_they_mean():
    intents = [("ask_fee", 0.4), ("ask_summary", 0.2), ("out_of_scope", 0.15), ("ask_where", 0.1), ("thank", 0.05)]
    topics, message = features(
        seen(intents=tuple(ScoredIntent(*intent) for intent in intents)), READ, BEFORE, CATALOGUE
    )

    assert [round(message[name], 2) for name in ("asks_aspect", "out_of_scope", "small_talk")] == [0.5, 0.15, 0.05]
    assert [topics[0][f"before_asks_{aspect}"] for aspect in ("summary", "fee", "documents")] == [0.2, 0.4, 0.0]
    assert [topics[1][f"before_asks_{aspect}"] for aspect in ("summary", "fee")] == [0.0, 0.0]


def test_how_likely_a_topic_is_by_itself_counts_by_what_is_asked_for():
    """ "cần giấy độc thân không" asks for the papers of the topic before, although it names a topic of its own."""
    of_topics, _ = features(seen(intents=(ScoredIntent("ask_documents", 0.5),)), READ, BEFORE, CATALOGUE)

    assert of_topics[2]["alone_asks_documents"] == pytest.approx(of_topics[2]["alone"] / 2)
    assert of_topics[2]["alone_asks_fee"] == 0.0


def test_a_related_topic_a_named_one_and_an_official_name_are_told():
    topics, message = features(seen(named=("ket_hon",), national=NationalFit("1.000009", 0.7)), READ, BEFORE, CATALOGUE)

    assert [topic["related"] for topic in topics] == [0.0, 1.0, 0.0]
    assert [topic["named"] for topic in topics] == [0.0, 0.0, 1.0]
    assert message["national"] == 0.7


def test_what_tells_a_name_from_the_one_before_counts_more_for_names_alike_and_related_topics():
    topics, _ = features(seen(), READ, BEFORE, CATALOGUE)

    assert [topics[1][name] for name in ("gained", "lost", "gained_kin", "related_gained")] == [
        0.25,
        0.125,
        0.125,
        0.25,
    ]
    assert topics[2]["related_gained"] == 0.0


def test_only_the_topic_before_has_the_features_of_going_on():
    topics, _ = features(seen(content_words=3), READ, BEFORE, CATALOGUE)

    assert topics[0]["before_content_words"] == 3.0
    assert topics[1]["before_content_words"] == 0.0


def test_a_topic_of_before_and_a_word_of_return_are_told():
    context = Context(topic="khai_sinh", earlier=("ket_hon",))
    topics, _ = features(seen(comes_back=True), READ, context, CATALOGUE)

    assert [topic["earlier"] for topic in topics] == [0.0, 0.0, 1.0]
    assert [topic["earlier_returns"] for topic in topics] == [0.0, 0.0, 1.0]
    assert [topic["before_returns"] for topic in topics] == [1.0, 0.0, 0.0]
    assert [topic["before_of_several"] for topic in topics] == [1.0, 0.0, 0.0]


def test_a_message_is_read_with_the_likeliest_topic_of_an_open_choice():
    open_choice = Context(offered=("t|khai_sinh|s", "t|khai_tu|s", "o"))
    ranked = in_context(seen(("ket_hon", 0.9), content_words=0), open_choice, CATALOGUE, a_contextual_choice())

    assert ranked.topics[0].topic == "khai_sinh"


def test_topics_are_ranked_by_the_model_and_probabilities_still_sum_to_one():
    ranked = in_context(seen(("ket_hon", 0.9), content_words=0), BEFORE, CATALOGUE, a_contextual_choice())

    assert ranked.topics[0].topic == "khai_sinh"
    assert sum(topic.score for topic in ranked.topics) == pytest.approx(ranked.in_scope)


@pytest.mark.parametrize("context", [Context(), Context(topic="ket_hon")])
def test_a_message_that_was_not_read_with_this_topic_is_left_as_it_is(context):
    message = seen(("ket_hon", 0.3))

    assert in_context(message, context, CATALOGUE, ContextualChoice({}, {})) is message


def read_by_itself(score: float, about: str = "khai_sinh", **more: float) -> bool:
    """Whether "kết hôn" stays as it was read by itself."""
    topics = (TopicInContext(about, 0.0, 0.9, 0.9, 0.9), TopicInContext("ket_hon", score, 0.0, 0.9, 0.9, **more))
    found = seen(("ket_hon", score))
    found = replace(found, in_context=InContext(about, topics, 0.9))
    return in_context(found, Context(topic=about), CATALOGUE, a_contextual_choice()) is found


def test_a_message_of_nothing_but_the_name_of_an_unrelated_topic_is_read_by_itself():
    whole = {"covered_name": 1.0, "explained": 1.0}

    assert read_by_itself(0.9, **whole)
    assert not read_by_itself(0.5, **whole)
    assert not read_by_itself(0.9, covered_name=1.0, explained=0.6)
    assert not read_by_itself(0.9, covered_name=0.6, explained=1.0)


def test_the_name_of_a_related_topic_may_be_a_paper_of_the_one_before_and_is_weighed():
    related = a_catalogue([a_topic(related=("ket_hon",)), a_topic("ket_hon", code="1.000003")])
    topics = (TopicInContext("ket_hon", 0.9, 0.0, 0.9, 0.9, covered_name=1.0, explained=1.0),)
    found = replace(seen(("ket_hon", 0.9)), in_context=InContext("khai_sinh", topics, 0.9))

    assert in_context(found, BEFORE, related, a_contextual_choice()) is not found
    assert in_context(found, BEFORE, CATALOGUE, a_contextual_choice()) is found
