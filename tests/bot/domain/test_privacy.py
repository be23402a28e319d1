from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.privacy import PersonalData, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("căn cước của tôi 087123456789 nhé", "căn cước của tôi [identity_number] nhé"),
        ("cmnd 341234567", "cmnd [identity_number]"),
        ("gọi tui 0912 345 678", "gọi tui [phone]"),
        ("sdt +84912345678", "sdt [phone]"),
        ("mail a.b@gmail.com", "mail [email]"),
        ("stk 0123456789012 vcb", "stk [bank_account] vcb"),
        ("mã otp là 123456", "mã otp là [secret_code]"),
        ("MAT KHAU VNeID 12345678", "MAT KHAU VNeID [secret_code]"),
        ("sinh ngày 02/03/1990", "sinh ngày [birth_date]"),
        ("tôi tên là Nguyễn Văn An ở Mỹ Thọ", "tôi tên là [name] ở Mỹ Thọ"),
    ],
)
def test_personal_data_is_masked(text, masked):
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "tổng đài 18001096 hay 0277 3898989",
        "phí 10.000 đồng, phạt 200000000 đồng",
        "thủ tục 1.001193 theo 37/KH-UBND ngày 24/02/2023",
        "mã TL-4F7K2M tới đâu rồi",
        "tôi là nông dân",
    ],
)
def test_public_numbers_and_plain_words_stay(text):
    assert mask(text).text == text


def test_a_name_alone_is_masked_but_does_not_stop_the_answer():
    assert not mask("tôi tên là Nguyễn Văn An").is_sensitive
    assert mask("căn cước 087123456789").is_sensitive


def test_what_was_masked_before_is_still_known():
    assert mask("gọi [phone] nhé").found == {PersonalData.PHONE}


@given(st.text(alphabet="0123456789 .-+@abcđ[]_otp", max_size=80))
def test_masking_twice_changes_nothing(text):
    once = mask(text).text
    assert mask(once).text == once


@given(st.integers(min_value=0, max_value=10**12 - 1), st.text(alphabet="abc xyz", max_size=10))
def test_no_identity_number_survives(number, around):
    digits = f"{number:012d}"
    assert digits not in mask(f"{around} {digits} {around}").text
