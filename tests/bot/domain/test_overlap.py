from __future__ import annotations

from bot.domain.overlap import SampleOverlap
from building import a_topic

BIRTH = a_topic("khai_sinh", samples=("con mới sinh làm giấy khai sinh ở đâu", "khai sinh trễ hạn có bị phạt không"))
DEATH = a_topic("khai_tu", samples=("ông mất thì báo tử ở đâu", "khai tử trễ hạn có bị phạt không"))


def test_the_same_question_without_tone_marks_is_as_like_as_can_be():
    (near, *_) = SampleOverlap([BIRTH, DEATH]).near("con moi sinh lam giay khai sinh o dau?")
    assert (near.topic, near.likeness) == ("khai_sinh", 1.0)


def test_only_other_topics_are_looked_at_nearest_first():
    overlap = SampleOverlap([BIRTH, DEATH])
    found = overlap.near("khai tử trễ hạn có bị phạt không", beside="khai_tu", least=0.5)
    assert [near.topic for near in found] == ["khai_sinh"]
    assert found[0].likeness < 1.0


def test_a_question_of_another_kind_is_near_to_nothing():
    assert SampleOverlap([BIRTH, DEATH]).near("giá vàng hôm nay bao nhiêu") == []
    assert SampleOverlap().near("") == []


def test_topics_that_changed_are_counted_again_and_those_that_are_gone_forgotten():
    overlap = SampleOverlap([BIRTH, DEATH])
    overlap.update([a_topic("khai_sinh", samples=("thôi nôi rình rang cho bé",))])
    assert overlap.near("thôi nôi rình rang cho bé")[0].topic == "khai_sinh"
    assert overlap.near("ông mất thì báo tử ở đâu") == []


def test_words_are_found_whole_and_without_tone_marks():
    overlap = SampleOverlap([BIRTH, DEATH])
    assert overlap.topics_with_word("Tre Han") == ["khai_sinh", "khai_tu"]
    assert overlap.topics_with_word("báo tử") == ["khai_tu"]
    assert overlap.topics_with_word("báo t") == []
