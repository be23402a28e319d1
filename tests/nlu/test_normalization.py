from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.lexicon_files import LEXICONS
from nlu.normalization import Normalizer, read_lexicon


@pytest.fixture(scope="module")
def normalizer():
    return Normalizer([read_lexicon(LEXICONS / f"{name}.yml") for name in ("abbreviations", "southern", "teencode")])


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("Đăng ký KẾT HÔN", "đăng ký kết hôn"),
        ("làm cccd mất bao lâu", "làm căn cước công dân mất bao lâu"),
        ("cccd", "can cuoc cong dan"),
        ("khôngggg", "không"),
        ("khai sanh cho bé", "khai sinh cho bé"),
    ],
)
def test_typed_forms_become_standard(normalizer, typed, standard):
    assert normalizer.normalize(typed) == standard


def test_only_whole_words_are_replaced():
    assert Normalizer([{"ko": "không"}]).normalize("kiko ko à") == "kiko không à"


def test_a_text_without_marks_stays_without():
    assert Normalizer([{"ko": "không"}]).normalize("lam online dc ko") == "lam online dc khong"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_normalisation(text):
    assert isinstance(Normalizer([{"ko": "không"}]).normalize(text), str)
