from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.answer import Effect
from bot.domain.aspect import Aspect
from bot.domain.national import NationalList, NationalProcedure
from bot.domain.outcome import Outcome
from bot.domain.payload import TopicPayload
from bot.domain.topic import Replaced
from bot.domain.understanding import Context, InContext, ScoredIntent, ScoredTopic, TopicInContext, Understanding
from bot.services.answering import Answering
from bot.services.composing import Composer
from building import FakeClock, a_catalogue, a_contextual_choice, a_topic


@pytest.fixture
def answering(wording):
    catalogue = a_catalogue()
    return Answering(
        catalogue, Composer(catalogue, wording, FakeClock()), a_contextual_choice(), suggested=("khai_sinh", "ket_hon")
    )


def seen(
    *topics: tuple[str, float], intents: tuple[tuple[str, float], ...] = (("ask_fee", 0.9),), **more
) -> Understanding:
    return Understanding(
        text=more.pop("text", "text"),
        intents=tuple(ScoredIntent(*intent) for intent in intents),
        topics=tuple(ScoredTopic(*topic) for topic in topics),
        **more,
    )


def test_a_sure_topic_is_answered_and_remembered(answering):
    answer, context = answering.answer(seen(("khai_sinh", 0.9), ("khai_tu", 0.05)), Context())
    assert answer.outcome is Outcome.ANSWERED
    assert answer.topics == ("khai_sinh",)
    assert answer.confidence == 0.9
    assert (context.topic, context.aspect) == ("khai_sinh", Aspect.FEE)


def test_two_near_topics_are_offered(answering):
    answer, context = answering.answer(seen(("khai_sinh", 0.45), ("khai_tu", 0.4)), Context())
    assert answer.outcome is Outcome.CLARIFIED
    assert answer.topics == ("khai_sinh", "khai_tu")
    assert context.offered == ("t|khai_sinh|f", "t|khai_tu|f", "o")


def test_a_probable_topic_without_a_lead_is_not_answered(answering):
    answer, _ = answering.answer(seen(("khai_sinh", 0.6), ("khai_tu", 0.3)), Context())
    assert answer.outcome is Outcome.CLARIFIED


@pytest.mark.parametrize(
    "topics", [(), (("khai_sinh", 0.3), ("khai_tu", 0.05)), (("khai_sinh", 0.2), ("khai_tu", 0.1), ("ket_hon", 0.1))]
)
def test_what_is_not_sure_goes_to_an_officer(answering, topics):
    answer, _ = answering.answer(seen(*topics), Context())
    assert answer.outcome is Outcome.UNANSWERED
    assert answer.effect is Effect.RECORD_QUESTION


def test_what_is_probably_about_no_topic_goes_to_an_officer(answering):
    answer, _ = answering.answer(seen(("khai_sinh", 0.9), in_scope=0.1), Context())
    assert answer.outcome is Outcome.UNANSWERED


def test_a_question_that_names_no_topic_is_about_the_topic_before(answering):
    context = Context(topic="khai_tu", aspect=Aspect.DOCUMENTS)
    answer, after = answering.answer(seen(("khai_sinh", 0.9), content_words=0), context)
    assert answer.topics == ("khai_tu",)
    assert after.aspect is Aspect.FEE


def test_without_a_topic_before_it_asks_which_one_is_meant(answering):
    answer, _ = answering.answer(seen(content_words=0), Context())
    assert answer.outcome is Outcome.CLARIFIED
    assert answer.topics == ("khai_sinh", "ket_hon")


def test_a_new_topic_in_a_follow_up_keeps_the_aspect(answering):
    context = Context(topic="khai_tu", aspect=Aspect.FEE)
    answer, _ = answering.answer(seen(("khai_sinh", 0.9), intents=(("ask_summary", 0.9),), follows_up=True), context)
    assert answer.aspects == (Aspect.FEE,)


def read_with(about: str, **alone: float) -> InContext:
    return InContext(about, tuple(TopicInContext(topic, p, p, 0.0, 0.0) for topic, p in alone.items()), 0.5)


def test_a_message_of_one_odd_word_goes_on_with_the_topic_before(answering):
    context = Context(topic="khai_tu", case=None, aspect=Aspect.FEE)
    read = read_with("khai_tu", khai_tu=0.1, khai_sinh=0.3)
    unsure = seen(("khai_sinh", 0.3), intents=(("ask_duration", 0.9),), content_words=1, in_context=read)

    answer, after = answering.answer(unsure, context)
    assert answer.topics == ("khai_tu",)
    assert after.aspect is Aspect.DURATION


def test_in_a_conversation_what_is_meant_by_itself_and_together_is_answered(answering):
    read = read_with("khai_tu", khai_tu=0.1, khai_sinh=0.9)
    answer, after = answering.answer(seen(("khai_sinh", 0.9), in_context=read), Context(topic="khai_tu"))

    assert answer.topics == (after.topic,) == ("khai_sinh",)
    assert answer.candidates[0].topic == "khai_sinh"


def test_in_a_conversation_what_is_likely_about_no_topic_goes_to_an_officer(answering):
    read = read_with("khai_tu", khai_tu=0.0, khai_sinh=0.1)
    answer, after = answering.answer(seen(("khai_sinh", 0.1), in_context=read), Context(topic="khai_tu"))

    assert answer.outcome is Outcome.UNANSWERED
    assert after.topic == "khai_tu"


def test_in_a_conversation_near_topics_are_offered(answering):
    read = read_with("khai_tu", khai_tu=0.0, khai_sinh=0.7, ket_hon=0.7)
    answer, _ = answering.answer(seen(("khai_sinh", 0.5), ("ket_hon", 0.5), in_context=read), Context(topic="khai_tu"))

    assert answer.outcome is Outcome.CLARIFIED
    assert answer.topics == ("khai_sinh", "ket_hon")


def test_staying_with_the_topic_before_needs_less_than_moving_to_another(answering):
    near = {"khai_tu": 0.9957, "khai_sinh": 0.7, "ket_hon": 0.7}
    unsure = seen(("khai_sinh", 0.5), content_words=2, in_context=read_with("khai_tu", **near))
    answer, _ = answering.answer(unsure, Context(topic="khai_tu"))

    assert answer.topics == ("khai_tu",)
    assert 0.4 <= answer.confidence < 0.45


def test_what_is_likelier_about_nothing_does_not_stay_with_the_topic_before(answering):
    unsure = seen(("khai_sinh", 0.1), content_words=2, in_context=read_with("khai_tu", khai_tu=0.957))
    answer, _ = answering.answer(unsure, Context(topic="khai_tu"))

    assert answer.outcome is Outcome.UNANSWERED


def test_where_the_engine_did_not_read_it_with_the_topic_an_unsure_message_that_leans_back_goes_on(answering):
    context = Context(topic="khai_tu", aspect=Aspect.FEE)
    assert answering.answer(seen(("khai_sinh", 0.3), follows_up=True), context)[0].topics == ("khai_tu",)
    assert answering.answer(seen(("khai_sinh", 0.3)), context)[0].outcome is Outcome.UNANSWERED


def test_without_a_topic_before_a_sure_topic_of_plain_words_is_answered(answering):
    answer, _ = answering.answer(seen(("khai_sinh", 0.9), content_words=0), Context())
    assert answer.topics == ("khai_sinh",)


@pytest.mark.parametrize(
    ("intent", "confidence", "score", "about"),
    [
        ("greet", 0.9, 0.95, True),
        ("greet", 0.9, 0.7, False),
        ("report_emergency", 0.9, 0.99, False),
        ("out_of_scope", 0.4, 0.7, True),
        ("out_of_scope", 0.8, 0.7, False),
    ],
)
def test_a_topic_beside_another_intent_is_answered_only_when_it_is_the_point(
    answering, intent, confidence, score, about
):
    assert answering.is_about_topic(seen(("khai_sinh", score), intents=((intent, confidence),))) is about


def test_a_topic_named_word_for_word_is_never_passed_over_for_a_neighbour(answering):
    sure_but_named = seen(("khai_tu", 0.9), ("khai_sinh", 0.05), named=("khai_sinh",))
    answer, _ = answering.answer(sure_but_named, Context())
    assert answer.outcome is Outcome.CLARIFIED
    assert answer.topics == ("khai_tu", "khai_sinh")


def test_the_next_message_after_a_choice_is_read_with_the_likeliest_topic_of_it(answering):
    _, after = answering.answer(seen(("khai_tu", 0.9), ("khai_sinh", 0.05), named=("khai_sinh",)), Context())
    assert after.about == "khai_tu"


def test_a_named_topic_keeps_its_place_in_a_choice_among_likelier_ones(wording):
    likelier = ("khai_tu", "ket_hon", "giam_ho")
    catalogue = a_catalogue([a_topic(name, code=f"1.00000{n}") for n, name in enumerate(("khai_sinh", *likelier))])
    answering = Answering(catalogue, Composer(catalogue, wording, FakeClock()), a_contextual_choice())
    four = seen(*((topic, 0.3) for topic in likelier), ("khai_sinh", 0.05), named=("khai_sinh",))
    assert answering.answer(four, Context())[0].topics == ("khai_tu", "ket_hon", "khai_sinh")


def test_a_choice_that_is_still_open_is_offered_again_for_a_new_aspect(answering):
    _, context = answering.answer(seen(("khai_sinh", 0.45), ("khai_tu", 0.4)), Context(topic="ket_hon"))
    answer, _ = answering.answer(seen(intents=(("ask_duration", 0.9),), content_words=0), context)
    assert answer.outcome is Outcome.CLARIFIED
    assert answer.topics == ("khai_sinh", "khai_tu")
    assert answer.aspects == (Aspect.DURATION,)


def test_an_aspect_that_is_asked_for_first_drives_the_summary_out(answering):
    both = seen(("khai_sinh", 0.9), intents=(("ask_fee", 0.5), ("ask_summary", 0.4)))
    assert answering.answer(both, Context())[0].aspects == (Aspect.FEE,)


def test_a_summary_that_is_asked_for_first_keeps_the_aspect_beside_it(answering):
    both = seen(("khai_sinh", 0.9), intents=(("ask_summary", 0.5), ("ask_fee", 0.4)))
    assert answering.answer(both, Context())[0].aspects == (Aspect.SUMMARY, Aspect.FEE)


def test_two_aspects_in_one_question_are_both_answered(answering):
    answer, _ = answering.answer(
        seen(("khai_sinh", 0.9), intents=(("ask_where", 0.45), ("ask_documents", 0.4), ("ask_fee", 0.1))), Context()
    )
    assert answer.aspects == (Aspect.WHERE, Aspect.DOCUMENTS)


@pytest.mark.parametrize(("text", "topic"), [("1", "khai_sinh"), ("2.", "khai_tu")])
def test_a_bare_number_picks_an_offered_choice(answering, text, topic):
    context = Context(offered=("t|khai_sinh|f", "t|khai_tu|f", "o"))
    answer, _ = answering.answer(seen(text=text), context)
    assert answer.topics == (topic,)


def test_the_number_of_the_officer_hands_over(answering):
    answer, _ = answering.answer(seen(text="3"), Context(offered=("t|khai_sinh|f", "t|khai_tu|f", "o")))
    assert answer.reason == "resident_asked"


def test_a_click_on_a_topic_that_is_gone_goes_to_an_officer(answering):
    answer, _ = answering.show(TopicPayload("gone", Aspect.FEE), Context())
    assert answer.outcome is Outcome.UNANSWERED


def test_topics_that_were_answered_are_remembered_the_latest_first(answering):
    _, context = answering.answer(seen(("khai_sinh", 0.9)), Context())
    assert (context.topic, context.earlier) == ("khai_sinh", ())
    _, context = answering.answer(seen(("khai_tu", 0.9)), context)
    assert (context.topic, context.earlier) == ("khai_tu", ("khai_sinh",))
    _, context = answering.show(TopicPayload("khai_sinh", Aspect.FEE), context)
    assert (context.topic, context.earlier) == ("khai_sinh", ("khai_tu",))
    _, context = answering.answer(seen(("khai_sinh", 0.45), ("khai_tu", 0.4)), context)
    assert (context.topic, context.earlier) == (None, ("khai_sinh", "khai_tu"))


def test_an_aspect_alone_after_a_question_back_does_not_pick_one_of_the_offered(answering):
    open_choice = Context(offered=("t|khai_sinh|f", "t|khai_tu|f", "o"))
    read = InContext("khai_sinh", (TopicInContext("khai_sinh", 0.9, 1.0, 1.0, 1.0),), 1.0)
    answer, _ = answering.answer(seen(content_words=0, intents=(("ask_where", 0.9),), in_context=read), open_choice)
    assert answer.outcome is Outcome.CLARIFIED
    assert [button.payload for button in answer.buttons][:2] == ["t|khai_sinh|w", "t|khai_tu|w"]


def test_a_case_is_kept_for_the_same_topic_only(answering):
    context = Context(topic="khai_sinh", case="x")
    assert answering.answer(seen(("khai_sinh", 0.9)), context)[1].case == "x"
    assert answering.answer(seen(("khai_tu", 0.9)), context)[1].case is None


@pytest.fixture
def with_codes(wording):
    """Three topics, one of which has taken over another, and one procedure outside the catalogue."""
    catalogue = a_catalogue([
        a_topic(replaces=(Replaced("2.000986", "Liên thông cũ"),)), a_topic("khai_tu", code="1.000002"),
    ])  # fmt: skip
    outside = NationalProcedure("1.000005", "Hải quan", "Hải quan", "Chi cục", "https://example.vn/5")
    national = NationalList({"1.000005": outside}, "portal", date(2026, 7, 18))
    return Answering(catalogue, Composer(catalogue, wording, FakeClock()), a_contextual_choice(), national=national)


def test_an_official_code_is_answered_with_its_procedure_and_remembered(with_codes):
    asked = seen(("khai_tu", 0.9), text="mã 1.000001 hết bao nhiêu")
    answer, context = with_codes.answer(asked, Context())
    assert (answer.topics, answer.aspects, answer.confidence) == (("khai_sinh",), ("fee",), 1.0)
    assert context.topic == "khai_sinh"


def test_a_code_alone_gets_the_summary(with_codes):
    answer, _ = with_codes.answer(seen(text="1.000001"), Context())
    assert answer.aspects == ("summary",)


def test_a_replaced_code_gets_the_successor_and_is_told_so(with_codes):
    answer, _ = with_codes.answer(seen(text="2.000986"), Context())
    assert answer.topics == ("khai_sinh",)
    assert answer.lines[0] == "utter_replaced name=Liên thông cũ code=2.000986"


def test_an_old_name_that_was_understood_is_told_so_as_well(with_codes):
    answer, _ = with_codes.answer(seen(("khai_sinh", 0.9), text="lien thong cu lệ phí"), Context())
    assert answer.lines[0].startswith("utter_replaced")
    plain, _ = with_codes.answer(seen(("khai_sinh", 0.9), text="khai sinh lệ phí"), Context())
    assert not plain.lines[0].startswith("utter_replaced")


def test_a_code_outside_the_catalogue_is_named_and_linked(with_codes):
    answer, context = with_codes.answer(seen(("khai_tu", 0.9), text="1.000005"), Context(topic="khai_tu"))
    assert (answer.codes, answer.links[0].url, context.topic) == (("1.000005",), "https://example.vn/5", "khai_tu")


def test_a_code_is_about_a_topic_whatever_the_intent_seems_to_be(with_codes):
    assert with_codes.is_about_topic(seen(intents=(("greet", 1.0),), text="1.000005", in_scope=0.0))
    assert not with_codes.is_about_topic(seen(intents=(("greet", 1.0),), text="9.999999", in_scope=0.0))


@pytest.fixture
def of_one_thing(wording):
    catalogue = a_catalogue([a_topic("moi", name="Cấp sổ"), a_topic("doi", name="Đổi sổ", code="1.000002")])
    return Answering(catalogue, Composer(catalogue, wording, FakeClock()), a_contextual_choice())


def test_a_thing_alone_is_asked_back_although_one_of_its_procedures_is_likelier(of_one_thing):
    answer, context = of_one_thing.answer(seen(("doi", 0.8), ("moi", 0.1), text="sổ", content_words=1), Context())
    assert (answer.outcome, answer.topics) == (Outcome.CLARIFIED, ("doi", "moi"))
    assert context.about == "doi"


def test_procedures_of_a_thing_stand_in_the_order_of_the_ranking_also_where_all_are_next_to_impossible(of_one_thing):
    answer, _ = of_one_thing.answer(seen(("moi", 0.0), ("doi", 0.0), text="sổ", content_words=1), Context())
    assert answer.topics == ("moi", "doi")


@pytest.mark.parametrize(
    ("found", "context"),
    [
        (seen(("doi", 0.95), text="sổ", content_words=1), Context()),
        (seen(("doi", 0.8), text="sổ", content_words=1, named=("doi",)), Context()),
        (seen(("doi", 0.8), text="sổ rách muốn đổi", content_words=3), Context()),
        (seen(("doi", 0.8), text="sổ", content_words=1), Context(topic="moi")),
    ],
    ids=["sure", "named", "says what is wanted", "in a conversation"],
)
def test_otherwise_the_likeliest_procedure_of_a_thing_is_answered(of_one_thing, found, context):
    assert of_one_thing.answer(found, context)[0].topics == ("doi",)


def test_an_aspect_alone_is_about_the_topic_before_however_the_message_was_read(wording):
    leaves = a_contextual_choice()
    leaves = replace(leaves, weights=dict(leaves.weights) | {"before": -20.0})
    catalogue = a_catalogue()
    answering = Answering(catalogue, Composer(catalogue, wording, FakeClock()), leaves)
    others = (TopicInContext("khai_sinh", 0.0, 0.6, 0.1, 0.0), TopicInContext("khai_tu", 0.9, 0.9, 1.0, 1.0))
    found = seen(text="còn lệ phí?", content_words=0, in_context=InContext("khai_sinh", others, 1.0))
    before = Context(topic="khai_sinh")

    assert answering.answer(found, before)[0].topics == ("khai_sinh",)
    assert answering.answer(replace(found, content_words=2), before)[0].topics == ("khai_tu",)
