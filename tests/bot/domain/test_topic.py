from __future__ import annotations

from datetime import date

from bot.domain.aspect import Aspect
from bot.domain.topic import Caution
from building import TODAY, a_fact, a_topic, a_topic_with_cases


def test_a_fact_holds_from_its_first_to_its_last_day():
    fact = a_fact(valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    assert fact.holds_on(date(2026, 1, 1))
    assert fact.holds_on(date(2026, 12, 31))
    assert not fact.holds_on(date(2025, 12, 31))
    assert not fact.holds_on(date(2027, 1, 1))


def test_a_case_gets_the_common_facts_and_its_own():
    topic = a_topic_with_cases()
    assert [fact.text for fact in topic.facts_on(Aspect.DOCUMENTS, TODAY, "rented")] == ["form", "contract"]
    assert topic.needs_case(Aspect.DOCUMENTS, TODAY)
    assert not topic.needs_case(Aspect.SUMMARY, TODAY)


def test_facts_are_past_review_only_after_the_day():
    topic = a_topic(review_by=TODAY)
    assert not topic.is_past_review(TODAY)
    assert topic.is_past_review(date(2026, 11, 24))


def test_a_caution_without_aspects_concerns_all():
    assert Caution("x").concerns(Aspect.FEE)
    assert not Caution("x", (Aspect.DOCUMENTS,)).concerns(Aspect.FEE)
