"""Turns of conversations are learned behind the thing that the topic before deals with."""

from __future__ import annotations

from bot.domain.understanding import Context
from nlu.dialogue.conversations import Turn
from nlu.linking.aspect_words import AspectWords
from nlu.linking.behind_the_thing import texts_of_turns, thing_of

ACTIONS = AspectWords(["đăng ký", "cấp lại"], [])
ASPECTS = AspectWords(["ở đâu", "bao nhiêu"], [])
NAMES = {"khai_sinh": "đăng ký khai sinh", "giay_phep": "cấp lại giấy phép"}


def of_a_turn(text: str, before: str, *meant: str) -> tuple[list[tuple[str, str]], list[str]]:
    turns = [Turn("c", text, Context(topic=before), meant)]
    entries, asides = texts_of_turns(turns, NAMES, ACTIONS, ASPECTS, str.lower)
    return [(entry.topic, entry.text) for entry in entries], asides


def learned(text: str, before: str, *meant: str) -> list[tuple[str, str]]:
    return of_a_turn(text, before, *meant)[0]


def test_a_thing_is_a_name_without_what_is_done_to_it():
    assert thing_of("cấp lại giấy phép", ACTIONS) == "giấy phép"
    assert thing_of("đăng ký", ACTIONS) == "đăng ký"


def test_a_turn_that_moves_on_is_a_sample_of_the_best_topic_that_is_meant():
    assert learned("Cha người Lào", "khai_sinh", "nuoc_ngoai", "khai_sinh_khac") == [
        ("nuoc_ngoai", "khai sinh cha người lào")
    ]


def test_a_turn_that_may_stay_is_a_sample_of_the_topic_before():
    assert learned("ông bà đi thay", "khai_sinh", "uy_quyen", "khai_sinh") == [
        ("khai_sinh", "khai sinh ông bà đi thay")
    ]


def test_an_aspect_alone_and_a_matter_of_no_topic_teach_nothing():
    assert learned("nộp ở đâu", "khai_sinh", "khai_sinh") == []
    assert learned("tiệm photo nào rẻ", "khai_sinh") == []


def test_what_leaves_for_no_topic_is_an_aside():
    assert of_a_turn("tiệm photo nào rẻ", "khai_sinh") == ([], ["khai sinh tiệm photo nào rẻ"])
    assert of_a_turn("nộp ở đâu", "khai_sinh") == ([], [])
