from __future__ import annotations

import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.zalo_text import MAX_UNITS, paragraphs, shortened, split, units
from bot.domain.answer import Answer, Link
from bot.domain.outcome import Outcome

PATIENT = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def test_a_text_is_cut_between_paragraphs_lines_sentences_and_words_in_that_order():
    assert split("aaaa bbbb\ncccc\n\ndddd", 18) == ("aaaa bbbb\ncccc", "dddd")
    assert split("aaaa bbbb\ncccc dddd", 15) == ("aaaa bbbb", "cccc dddd")
    assert split("Một hai. Ba bốn năm", 15) == ("Một hai.", "Ba bốn năm")
    assert split("aaaa bbbb cccc", 11) == ("aaaa bbbb", "cccc")
    assert split("a" * 25, 10) == ("a" * 10, "a" * 10, "a" * 5)


def test_length_is_counted_in_nfc():
    text = unicodedata.normalize("NFD", "ế" * MAX_UNITS)
    assert split(text) == ("ế" * MAX_UNITS,)


@PATIENT
@given(st.text(max_size=300), st.integers(2, 60))
def test_parts_fit_are_never_empty_and_lose_nothing_but_white_space(text, most):
    parts = split(text, most)
    assert all(part and units(part) <= most for part in parts)
    joined, whole = "".join(parts), unicodedata.normalize("NFC", text)
    assert "".join(joined.split()) == "".join(whole.split())


@PATIENT
@given(st.text(max_size=80), st.integers(2, 30))
def test_a_shortened_text_fits(text, most):
    assert units(shortened(text, most)) <= most


def test_the_parts_of_an_answer_stand_in_order():
    answer = Answer(Outcome.ANSWERED, ("dòng 1", "dòng 2"), title="Tiêu đề", footer="Nguồn")
    text = paragraphs(
        answer, (Link("Trang", "https://a.vn"), Link("https://b.vn", "https://b.vn")), ["A", "B"], "Chọn:"
    )
    assert text == "Tiêu đề\ndòng 1\ndòng 2\n\nNguồn\n\nTrang: https://a.vn\nhttps://b.vn\n\nChọn:\n1. A\n2. B"
