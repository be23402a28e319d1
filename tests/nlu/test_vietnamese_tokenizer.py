from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.vietnamese_tokenizer import word_spans


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in word_spans(text)]


def test_compound_words_are_one_token():
    assert words("đăng ký khai sinh cho con")[:2] == ["đăng ký", "khai sinh"]


@pytest.mark.parametrize("text", ["hoà  bình", "thuỷ", "Hòa  Bình!", "dk khai sinh ko?", "18/07/2026 10.000đ", "👍 ok"])
def test_words_are_pieces_of_the_text_as_it_was_typed(text):
    for form in (text, unicodedata.normalize("NFD", text)):
        joined = "".join("".join(words(form)).split())
        assert joined == "".join(form.split())


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="ăâđêôơưáàảãạ  \t\n.,?!abc\u0301\u0323", max_size=60))
def test_no_text_breaks_the_tokenizer_and_spans_are_in_order(text):
    spans = word_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
