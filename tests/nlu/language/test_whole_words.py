from __future__ import annotations

from nlu.language.whole_words import whole_words


def test_a_word_inside_another_does_not_stand_there():
    assert whole_words(["ko"]).sub("không", "kiko ko ko.") == "kiko không không."


def test_the_longest_of_several_is_found():
    assert whole_words(["khai sinh", "đăng ký khai sinh"]).findall("đăng ký khai sinh") == ["đăng ký khai sinh"]


def test_no_words_match_nothing():
    assert whole_words([]).findall("khai sinh") == []
