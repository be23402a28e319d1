from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.text import fold
from nlu.language.language_file import tone_marks
from nlu.language.syllable_counts import count_texts
from nlu.language.tone_marks import ToneMarks


@pytest.mark.parametrize(
    "marked",
    [
        "đăng ký khai sinh cho con ở đâu",
        "xin cấp lại sổ đỏ bị mất thì mất bao lâu",
        "bà ngoại tôi mất hôm qua, cần giấy gì?",
    ],
)
def test_everyday_questions_get_their_marks_back(marked):
    assert tone_marks().restore(fold(marked)) == marked


def test_the_neighbour_decides_between_forms():
    marks = ToneMarks(count_texts(["con bò", "bỏ con", "con bò", "con bò", "bỏ con", "bỏ con"]))
    assert marks.restore("con bo") == "con bò"
    assert marks.restore("bo con") == "bỏ con"


def test_a_word_that_was_never_seen_stays():
    assert tone_marks().restore("xyzzy 123 !") == "xyzzy 123 !"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_every_other_character_stays_in_its_place(text):
    plain = fold(text)
    assert fold(tone_marks().restore(plain)) == fold(plain)
