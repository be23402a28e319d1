from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.language.language_file import typing_slips


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lam giay khai sinhf", "lam giay khai sinh"),
        ("d9a8ng ky1 ket hon", "dang ky ket hon"),
        ("đăng ký tạm trús", "đăng ký tạm tru"),
        ("co bi fạt không", "co bi phat không"),
        ("khai sjnh", "khai sinh"),
        ("xin giay pheps xay dung nhaf", "xin giay phep xay dung nha"),
    ],
)
def test_slips_are_undone(typed, meant):
    assert typing_slips().correct(typed) == meant


@pytest.mark.parametrize(
    "text", ["vneid online facebook wifi", "mẫu ct01, giấy a4, hạng b2", "kts ctn 100tr", "đăng ký tạm trú"]
)
def test_what_is_right_or_no_vietnamese_word_stays(text):
    assert typing_slips().correct(text) == text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    assert isinstance(typing_slips().correct(text), str)
