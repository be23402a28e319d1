"""Colours of a commune's chat."""

from __future__ import annotations

import pytest

from bot.domain.theme import Theme, contrast_with_white, is_colour


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#0b4a7d", 9.17)]
)
def test_contrast_is_counted_as_in_wcag(colour, contrast):
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.05)


def test_the_darker_colour_has_more_contrast():
    assert contrast_with_white(Theme("#1d6b3f").dark) > contrast_with_white("#1d6b3f")
    assert Theme("#646464").dark == "#484848"


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "#1234567", "#0b4a7d;}", ""])
def test_anything_but_six_digits_is_no_colour(text):
    assert not is_colour(text)
