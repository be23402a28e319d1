from __future__ import annotations

from nlu.linking.name_phrases import NamePhrases

NAMES = NamePhrases([("khai sinh", 0), ("đăng ký khai sinh", 0), ("đăng ký lại khai sinh", 1)], 2)


def test_a_name_inside_a_longer_name_names_nothing():
    assert NAMES.named("Đăng ký khai sinh tốn bao nhiêu") == [0]
    assert NAMES.named("dang ky lai khai sinh o dau") == [1]
    assert NAMES.named("xin việc") == []


def test_a_name_that_stands_alone_elsewhere_in_the_text_counts():
    assert NAMES.named("khai sinh và đăng ký lại khai sinh khác nhau sao") == [0, 1]


def test_the_longest_name_gives_the_share():
    found, share = NAMES.contained(["đăng ký khai sinh ở đâu"])
    assert found[:, 0].tolist() == [1.0, 0.0]
    assert round(float(share[0, 0]), 2) == round(4 / 6, 2)
