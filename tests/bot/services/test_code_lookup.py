from __future__ import annotations

from datetime import date

import pytest

from bot.bootstrap import catalogue, national_list
from bot.domain.national import NationalList, NationalProcedure
from bot.domain.topic import Replaced
from bot.services.code_lookup import CodeLookup
from building import a_catalogue, a_topic

TOPIC = a_topic(replaces=(Replaced("2.000986", "Liên thông đăng ký khai sinh"), Replaced("1.014064", "Làm lại")))
OUTSIDE = NationalProcedure("1.000005", "Hải quan", "Hải quan", "Chi cục", "https://example.vn/5")


@pytest.fixture
def lookup():
    return CodeLookup(a_catalogue([TOPIC]), NationalList({"1.000005": OUTSIDE}, "portal", date(2026, 7, 18)))


@pytest.mark.parametrize(
    "text", ["1.000001", "mã 1.000001 lệ phí?", "(1.000001)", "thủ tục 1.000001.", "1.000001, 2.9"]
)
def test_a_code_is_found_wherever_it_stands(lookup, text):
    assert lookup.find(text).topic is TOPIC


def test_a_replaced_code_finds_its_successor(lookup):
    assert lookup.find("2.000986").topic is TOPIC
    assert lookup.replaced(TOPIC, "2.000986").code == "2.000986"
    assert lookup.replaced(TOPIC, "1.000001") is None


def test_a_code_outside_the_catalogue_finds_the_official_procedure(lookup):
    assert lookup.find("1.000005 là gì").procedure is OUTSIDE


@pytest.mark.parametrize(
    "text", ["", "9.999999", "1.0000051", "11.000005", "1.000.005 đồng", "1.000005.7", "0.1.000005"]
)
def test_other_numbers_are_no_codes(lookup, text):
    assert lookup.find(text) is None


def test_the_first_code_that_is_known_counts(lookup):
    assert lookup.find("9.999999 hay 1.000005").code == "1.000005"


def test_an_old_name_is_told_unless_people_still_say_it():
    topic = a_topic(aliases=("làm lại",), replaces=TOPIC.replaces)
    lookup = CodeLookup(a_catalogue([topic]), None)
    assert lookup.replaced(topic, "lien thong dang ky khai sinh o dau").code == "2.000986"
    assert lookup.replaced(topic, "làm lại ở đâu") is None


def test_a_message_of_codes_alone_has_no_words(lookup):
    assert lookup.is_only_a_code("1.000005 ?")
    assert not lookup.is_only_a_code("mã 1.000005")


def test_every_official_code_that_is_held_is_found():
    lookup = CodeLookup(catalogue(), national_list())
    for code in national_list().procedures:
        assert lookup.find(f"thủ tục {code} là gì?").procedure.code == code
    for topic in catalogue().topics:
        for code in filter(None, (topic.code, *(old.code for old in topic.replaces))):
            assert lookup.find(code).topic is topic
