from __future__ import annotations

import unicodedata
from datetime import date, datetime
from enum import StrEnum

import pytest

from bot.adapters.field_reader import FieldReader


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@pytest.fixture
def read():
    """Calls one method of a reader over `{"x": value}`; returns its result and the problems."""

    def call(method: str, value: object, *arguments: object, **named: object):
        problems: list[str] = []
        reader = FieldReader({"x": value}, "file.yml", problems)
        return getattr(reader, method)("x", *arguments, **named), problems

    return call


@pytest.mark.parametrize(
    ("method", "value", "expected"),
    [
        ("text", "  chữ  ", "chữ"),
        ("optional_text", None, None),
        ("optional_text", "chữ", "chữ"),
        ("url", "https://dichvucong.gov.vn/a?b=c", "https://dichvucong.gov.vn/a?b=c"),
        ("url", None, None),
        ("texts", ["a", " b "], ("a", "b")),
        ("texts", None, ()),
        ("day", date(2025, 7, 1), date(2025, 7, 1)),
        ("day", "2025-07-01", date(2025, 7, 1)),
        ("day", None, None),
        ("required_day", "2025-07-01", date(2025, 7, 1)),
        ("amount", 0, 0),
        ("amount", 10000, 10000),
        ("amount", None, None),
        ("mapping", {"a": 1}, {"a": 1}),
        ("mapping", None, {}),
        ("readers", None, []),
    ],
)
def test_a_good_value_is_returned_without_a_problem(read, method, value, expected):
    assert read(method, value) == (expected, [])


@pytest.mark.parametrize(
    ("method", "value", "harmless", "problem"),
    [
        ("text", None, "", "file.yml: x: expected a text, got nothing"),
        ("text", "  ", "", "file.yml: x: expected a text, got '  '"),
        ("text", 1.5, "", "file.yml: x: expected a text, got 1.5"),
        ("optional_text", ["a"], None, "file.yml: x: expected a text, got ['a']"),
        (
            "url",
            "dichvucong.gov.vn",
            None,
            "file.yml: x: expected an address like https://..., got 'dichvucong.gov.vn'",
        ),
        ("url", "https://a b", None, "file.yml: x: expected an address like https://..., got 'https://a b'"),
        ("texts", "a", (), "file.yml: x: expected a list of texts, got 'a'"),
        (
            "texts",
            ["a", {"b": 1}],
            ("a",),
            "file.yml: x[1]: expected a text (quote it if it has a colon), got {'b': 1}",
        ),
        ("texts", ["a", "a "], ("a",), "file.yml: x[1]: expected a text that is not there twice, got 'a '"),
        ("day", "1/7/2025", None, "file.yml: x: expected a date like 2025-07-01, got '1/7/2025'"),
        ("day", "2025-02-30", None, "file.yml: x: expected a date like 2025-07-01, got '2025-02-30'"),
        ("required_day", None, date.min, "file.yml: x: expected a date like 2025-07-01, got nothing"),
        ("required_day", 2025, date.min, "file.yml: x: expected a date like 2025-07-01, got 2025"),
        ("amount", True, None, "file.yml: x: expected a whole number of dong, got True"),
        ("amount", "10000", None, "file.yml: x: expected a whole number of dong, got '10000'"),
        ("amount", -1, None, "file.yml: x: expected a whole number of dong, got -1"),
        ("amount", 1.5, None, "file.yml: x: expected a whole number of dong, got 1.5"),
        ("mapping", [], {}, "file.yml: x: expected a mapping, got []"),
        ("readers", {}, [], "file.yml: x: expected a list, got {}"),
    ],
)
def test_a_wrong_value_is_noted_once_and_a_harmless_one_is_returned(read, method, value, harmless, problem):
    assert read(method, value) == (harmless, [problem])


def test_text_that_is_not_nfc_is_noted(read):
    decomposed = unicodedata.normalize("NFD", "lệ phí")
    for method, value in (("text", decomposed), ("texts", [decomposed])):
        _, (problem,) = read(method, value)
        assert "expected text in Unicode NFC" in problem


def test_a_long_text_and_a_short_list_are_noted_with_their_length(read):
    assert read("text", "x" * 11, longest=10)[1] == [
        "file.yml: x: expected at most 10 characters, got '11 characters: xxxxxxxxxxx...'"
    ]
    assert read("texts", ["a"], least=2)[1] == ["file.yml: x: expected at least 2 entries, got '1'"]


def test_a_required_mapping_must_not_be_missing_or_empty(read):
    for value in (None, {}):
        found, notes = read("mapping", value, required=True)
        assert (found, len(notes)) == ({}, 1)


def test_a_choice_is_one_of_the_members(read):
    assert read("choice", "red", Colour) == (Colour.RED, [])
    assert read("choice", None, Colour, Colour.BLUE) == (Colour.BLUE, [])
    assert read("choice", "green", Colour, Colour.BLUE) == (
        Colour.BLUE,
        ["file.yml: x: expected one of red, blue, got 'green'"],
    )


def test_a_moment_is_no_day(read):
    found, notes = read("day", datetime(2025, 7, 1, 8, 0))  # noqa: DTZ001 - as YAML gives it
    assert found is None
    assert len(notes) == 1


def test_unknown_keys_are_noted_with_the_known_ones():
    problems: list[str] = []
    FieldReader({"a": 1, "c": 2, 3: 4}, "file.yml", problems).only(("b", "a"))
    assert problems == [
        "file.yml: c: expected one of the known fields (a, b), got 'c'",
        "file.yml: 3: expected one of the known fields (a, b), got 3",
    ]


def test_mistakes_inside_a_list_are_told_with_their_place(read):
    inners, problems = read("readers", [{"y": 1}, "no mapping"])
    assert len(inners) == 1
    inners[0].text("y")
    assert problems == [
        "file.yml: x[1]: expected a mapping, got 'no mapping'",
        "file.yml: x[0]: y: expected a text, got 1",
    ]


def test_a_long_wrong_value_is_shown_shortened(read):
    _, (problem,) = read("text", ["x" * 500])
    assert problem.endswith("...")
    assert len(problem) < 150
