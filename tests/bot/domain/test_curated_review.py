from __future__ import annotations

import pytest

from bot.domain.curated_review import fingerprints, review
from bot.domain.topic import Replaced
from building import a_catalogue, a_topic

CODE = "1.000001"
RECORD = {"name": "Khai Sinh", "link": "https://example.vn/1", "fee": "5.000 đồng"}


@pytest.fixture
def catalogue():
    return a_catalogue([a_topic(replaces=(Replaced("2.000986", "cũ"),))])


def look(catalogue, record, checked=None, *, is_whole=False):
    records = {CODE: record} if record else {}
    return [(i.field, i.why, i.theirs) for i in review(records, catalogue, checked or {}, is_whole=is_whole)]


def test_a_field_that_the_dump_has_changed_since_it_was_checked_is_shown_beside_our_facts(catalogue):
    checked = fingerprints({CODE: RECORD}, catalogue)
    assert look(catalogue, RECORD, checked) == []
    (item,) = review({CODE: RECORD | {"fee": "8.000 đồng"}}, catalogue, checked, is_whole=False)
    assert (item.topic, item.field, item.why, item.ours, item.theirs) == (
        "khai_sinh", "fee", "changed", "5.000 dong", "8.000 đồng",
    )  # fmt: skip


def test_white_space_and_unicode_forms_are_no_change(catalogue):
    checked = fingerprints({CODE: RECORD}, catalogue)
    assert look(catalogue, RECORD | {"fee": " 5.000  đồng\n"}, checked) == []


def test_before_the_first_check_only_names_and_links_can_differ(catalogue):
    assert look(catalogue, RECORD | {"link": "https://example.vn/2"}) == [("link", "differs", "https://example.vn/2")]


def test_a_topic_that_a_whole_dump_does_not_list_is_worth_a_look(catalogue):
    assert look(catalogue, None, is_whole=True) == [("code", "not in the dump", "")]
    assert look(catalogue, None) == []


def test_only_curated_procedures_in_force_are_noted_as_checked(catalogue):
    assert list(fingerprints({CODE: RECORD, "9.999999": RECORD, "2.000986": RECORD}, catalogue)) == [CODE]
