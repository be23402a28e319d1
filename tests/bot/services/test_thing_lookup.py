"""A message that only names a thing is told from one that says what is to be done with it."""

from __future__ import annotations

import pytest

from bot.services.thing_lookup import ThingLookup
from building import a_catalogue, a_topic


@pytest.fixture(scope="module")
def things():
    return ThingLookup(
        a_catalogue(
            [
                a_topic("cap_lai", name="Cấp lại sổ đỏ bị mất", code="1.000001"),
                a_topic("cap_doi", name="Cấp đổi sổ đỏ", code="1.000002"),
                a_topic("tam_tru", name="Đăng ký tạm trú", code="1.000003"),
            ]
        )
    )


def found(things: ThingLookup, text: str, content_words: int) -> set[str]:
    return {topic.id for topic in things.find(text, content_words)}


@pytest.mark.parametrize("text", ["sổ đỏ", "Sổ đỏ?", "cho hỏi sổ đỏ bao nhiêu tiền", "so do"])
def test_the_thing_of_several_procedures_names_all_of_them(things, text):
    assert found(things, text, 2) == {"cap_lai", "cap_doi"}


def test_a_thing_may_hold_a_word_that_would_ask_for_an_aspect():
    """ "mai táng phí" is a thing; with "phí" taken for a question about a fee two words would be left."""
    things = ThingLookup(
        a_catalogue(
            [
                a_topic("bao_tro", name="Mai táng phí cho người hưởng trợ cấp", code="1.000001"),
                a_topic(
                    "thanh_nien", name="Mai táng phí thanh niên xung phong", code="1.000002", aliases=["tiền mai táng"]
                ),
            ]
        )
    )

    assert found(things, "mai táng phí", 2) == {"bao_tro", "thanh_nien"}


def test_words_that_fill_a_sentence_are_no_thing_although_they_stand_in_names(things):
    """Without "thú y" the rest, "giấy chứng nhận", stands in many names."""
    many = [a_topic(str(n), name=f"Giấy chứng nhận {n}", code=f"1.00000{n}") for n in range(3)]
    assert found(ThingLookup(a_catalogue(many)), "bán thuốc thú y cần giấy chứng nhận gì", 2) == set()


def test_the_thing_of_one_procedure_is_left_to_the_ranking(things):
    assert found(things, "tạm trú", 2) == set()


@pytest.mark.parametrize("text", ["đổi sổ đỏ", "sổ đỏ ngoại"])
def test_a_message_that_says_more_than_the_thing_is_left_to_the_ranking(things, text):
    assert found(things, text, 3) == set()


@pytest.mark.parametrize("words", [0, 4, 40])
def test_no_word_and_many_words_name_no_thing(things, words):
    assert found(things, "sổ đỏ " * 20, words) == set()


def test_a_marked_word_is_not_taken_for_another_that_looks_like_it_without_marks(things):
    assert found(things, "số đo", 2) == set()
