from __future__ import annotations

import pytest

from bot.domain.question import find_code


@pytest.mark.parametrize("text", ["TL-4F7K2M", "tl 4f7k2m", "mã TL4F7K2M tới đâu rồi"])
def test_a_code_is_found_however_it_is_typed(text):
    assert find_code(text) == "TL-4F7K2M"


@pytest.mark.parametrize("text", ["TL-123", "khai sinh", "TL-0O1I5S9", ""])
def test_what_is_no_code_is_left_alone(text):
    assert find_code(text) is None
