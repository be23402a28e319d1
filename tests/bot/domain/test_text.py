from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import clean, fold, fold_aligned, has_marks


def test_folding_takes_away_tone_and_vowel_marks():
    assert fold("Đăng ký khai sinh ở xã") == "dang ky khai sinh o xa"


def test_folding_gives_the_same_for_both_unicode_forms():
    assert fold(unicodedata.normalize("NFD", "Lệ phí")) == fold("Lệ phí")


@pytest.mark.parametrize(("text", "expected"), [("lệ phí", True), ("le phi", False), ("đi", True), ("OK 123", False)])
def test_marks_are_seen(text, expected):
    assert has_marks(text) is expected


def test_cleaning_keeps_words_and_drops_control_characters():
    assert clean(" a\u200b\x00b\n\n c\u202e ") == "ab c"


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_aligned_folding_keeps_every_position(text):
    assert len(fold_aligned(text)) == len(text)
