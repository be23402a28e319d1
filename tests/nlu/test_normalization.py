from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.lexicon_files import LEXICONS
from nlu.normalization import Normalizer, read_lexicon

REPLACING = [read_lexicon(LEXICONS / f"{name}.yml") for name in ("abbreviations", "southern", "teencode")]


@pytest.fixture(scope="module")
def normalizer():
    return Normalizer(REPLACING)


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


@pytest.fixture(scope="module")
def with_countries():
    return Normalizer(REPLACING, [read_lexicon(LEXICONS / "foreign.yml")])


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("ny e ng Hàn", "ny e người hàn nước ngoài"),
        ("cuoi ng trung quoc", "cuoi nguoi trung quoc nuoc ngoai"),
        ("lay chong dai loan", "lay chong dai loan nuoc ngoai"),
        ("co dau ben Mien", "co dau ben mien nuoc ngoai"),
        ("dang o my tho", "dang o my tho"),
        ("qua han nop", "qua han nop"),
        ("xa nuoc thai", "xa nuoc thai"),
    ],
)
def test_countries_get_the_word_that_procedures_use_after_chat_spellings_are_read(with_countries, typed, standard):
    assert with_countries.normalize(typed) == standard


def test_a_combination_stands_for_each_pair_with_marks_and_without_unless_it_says_so(tmp_path):
    path = tmp_path / "list.yml"
    path.write_text(
        "combinations:\n"
        "  - {why: both, add: nước ngoài, behind: [người], names: [hàn]}\n"
        "  - {why: one, add: nước ngoài, unmarked: false, behind: [người], names: [lào]}\n"
        "  - {why: nothing added, behind: [người], names: [mỹ tho]}\n",
        encoding="utf-8",
    )

    assert read_lexicon(path) == {
        "người hàn": "người hàn nước ngoài",
        "nguoi han": "nguoi han nuoc ngoai",
        "người lào": "người lào nước ngoài",
        "người mỹ tho": "người mỹ tho",
        "nguoi my tho": "nguoi my tho",
    }


def test_only_whole_words_are_replaced():
    assert Normalizer([{"ko": "không"}]).normalize("kiko ko à") == "kiko không à"


def test_a_text_without_marks_stays_without():
    assert Normalizer([{"ko": "không"}]).normalize("lam online dc ko") == "lam online dc khong"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_normalisation(text):
    assert isinstance(Normalizer([{"ko": "không"}]).normalize(text), str)
