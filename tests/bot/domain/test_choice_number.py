from __future__ import annotations

import pytest

from bot.domain.choice_number import picked_number


@pytest.mark.parametrize("text", ["2", " 2 ", "2.", "2)", "số 2", "Chọn số 2", "so 2", "Mục 2.", "２"])
def test_a_number_is_read_in_the_ways_people_write_it(text):
    assert picked_number(text) == 2


@pytest.mark.parametrize("text", ["", "hai", "2 con", "100", "2,5", "khai sinh 2", "-2", "2 3"])
def test_anything_else_is_no_number(text):
    assert picked_number(text) is None
