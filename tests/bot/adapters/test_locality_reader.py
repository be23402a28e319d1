"""A commune's file: the colours of its chat."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from bot.adapters.locality_reader import read_locality
from bot.domain.locality import Locality
from bot.domain.theme import Theme


def read(**more: Any) -> tuple[Locality, list[str]]:
    problems: list[str] = []
    day = datetime.date(2026, 11, 23)
    data = {"id": "xa_a", "name": "Xã A", "kind": "commune", "verified_on": day, "review_by": day, "centre": {}}
    return read_locality(data | more, stem="xa_a", place="xa_a.yml", problems=problems), problems


def test_a_commune_without_a_colour_has_the_usual_ones():
    assert (read()[0].theme, read()[1]) == (None, [])


def test_a_commune_may_have_a_colour_of_its_own():
    assert read(colour="#1D6B3F")[0].theme == Theme("#1d6b3f")


@pytest.mark.parametrize(
    ("colour", "said"),
    [
        ("green", 'xa_a.yml: colour: expected a colour like "#0b4a7d"'),
        ("#1d6b3f;} body{display:none", "expected a colour like"),
        ("#f5c400", "dark enough for white text (contrast of at least 4.5), got"),
    ],
)
def test_a_wrong_or_pale_colour_is_told(colour, said):
    locality, problems = read(colour=colour)
    assert locality.theme is None
    assert len(problems) == 1
    assert said in problems[0]
