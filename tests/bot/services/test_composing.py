from __future__ import annotations

from datetime import date

import pytest

from bot.domain.aspect import Aspect
from bot.domain.outcome import Outcome
from bot.domain.payload import TopicPayload, decode
from bot.domain.topic import Caution, Channel
from bot.services.composing import Composer
from building import FakeClock, a_catalogue, a_fact, a_topic, a_topic_with_cases


@pytest.fixture
def composer(wording):
    return Composer(a_catalogue(), wording, FakeClock())


def test_a_card_has_the_name_the_answer_the_source_with_its_day_and_the_link(composer):
    card = composer.card(a_topic(), [Aspect.FEE])
    assert card.outcome is Outcome.ANSWERED
    assert card.title == "Khai Sinh"
    assert "5.000 dong" in card.text
    assert "18/07/2026" in (card.footer or "")
    assert card.links[0].url == "https://example.vn/1"


def test_the_summary_shows_the_fee_as_well(composer):
    assert "5.000 dong" in composer.card(a_topic(), [Aspect.SUMMARY]).text


def test_a_missing_fact_is_said_to_be_missing_and_an_officer_is_offered(composer):
    card = composer.card(a_topic(), [Aspect.DURATION])
    assert card.reason == "missing_fact"
    assert "utter_missing_fact" in card.text
    assert card.buttons[0].payload == "o"


def test_buttons_lead_to_the_aspects_that_have_facts_and_only_those(composer):
    payloads = [decode(button.payload) for button in composer.card(a_topic(), [Aspect.FEE]).buttons]
    assert payloads == [TopicPayload("khai_sinh", Aspect.SUMMARY)]


def test_a_card_that_differs_by_case_asks_for_the_case_and_shows_what_all_cases_share(composer):
    card = composer.card(a_topic_with_cases(), [Aspect.DOCUMENTS])
    assert "which house?" in card.text
    assert "contract" not in card.text
    assert "form" in card.text
    assert [decode(b.payload).case for b in card.buttons[:2]] == ["own", "rented"]


def test_a_picked_case_shows_its_facts_and_stays_in_the_buttons(composer):
    card = composer.card(a_topic_with_cases(), [Aspect.DOCUMENTS], "rented")
    assert "contract" in card.text
    assert "deed" not in card.text
    assert all(decode(button.payload).case == "rented" for button in card.buttons)


def test_a_fact_out_of_its_period_is_not_shown(composer):
    topic = a_topic(facts={Aspect.SUMMARY: (a_fact("s"),), Aspect.FEE: (a_fact("old", valid_until=date(2026, 1, 1)),)})
    assert "old" not in composer.card(topic, [Aspect.FEE]).text


def test_facts_past_their_review_day_carry_a_caution(composer):
    card = composer.card(a_topic(review_by=date(2026, 11, 1)), [Aspect.FEE])
    assert "utter_past_review day=01/11/2026" in card.text
    assert card.reason == "past_review"


def test_a_caution_stands_only_on_the_cards_that_it_concerns(composer):
    topic = a_topic(cautions=(Caution("beware", (Aspect.DOCUMENTS,)),))
    assert "beware" not in composer.card(topic, [Aspect.FEE]).text
    assert "beware" in composer.card(topic, [Aspect.DOCUMENTS]).text


def test_a_fact_of_one_channel_says_so(composer):
    topic = a_topic(
        facts={Aspect.SUMMARY: (a_fact("s"),), Aspect.FEE: (a_fact("x", channel=Channel.ONLINE), a_fact("y"))}
    )
    assert "utter_channel_online: x" in composer.card(topic, [Aspect.FEE]).text


def test_a_choice_offers_the_topics_and_an_officer(composer):
    choice = composer.choice([a_topic(), a_topic("khai_tu", code="1.000002")], Aspect.FEE)
    assert choice.outcome is Outcome.CLARIFIED
    assert [button.payload for button in choice.buttons] == ["t|khai_sinh|f", "t|khai_tu|f", "o"]
