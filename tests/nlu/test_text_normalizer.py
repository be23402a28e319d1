from __future__ import annotations

import pytest

from nlu.text_normalizer import TextNormalizer

OLDER = ["abbreviations", "southern", "teencode", "foreign"]


@pytest.mark.parametrize(
    "changed", [{}, {"lexicons": OLDER}], ids=["today's settings", "those of a model from before additions"]
)
def test_a_country_brings_its_general_word_once(changed):
    normalizer = TextNormalizer(TextNormalizer.get_default_config() | changed, words={})

    assert normalizer.normalize("cưới người Hàn ở xã") == "cưới người hàn nước ngoài ở xã"


def test_officers_words_win_over_the_lists():
    normalizer = TextNormalizer(TextNormalizer.get_default_config(), words={"ko": "kí lô"})

    assert normalizer.normalize("một ko đường") == "một kí lô đường"
