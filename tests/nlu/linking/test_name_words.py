"""What a message speaks for is compared with what tells the names of two topics apart."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.linking.name_words import NameWords
from nlu.linking.ngram_view import NgramView

NAMES = {
    "licence": ["cấp giấy phép lái xe"],
    "licence_again": ["cấp lại giấy phép lái xe"],
    "vehicle": ["đăng ký xe"],
    "vehicle_again": ["cấp lại đăng ký xe", "làm lại cà vẹt"],
    "book_again": ["cấp lại sổ bảo hiểm"],
    "house": ["giấy phép xây dựng"],
}
NUMBER = {topic: number for number, topic in enumerate(NAMES)}


@pytest.fixture(scope="module")
def words() -> NameWords:
    names = [(name, NUMBER[topic]) for topic, of_topic in NAMES.items() for name in of_topic]
    rows = NgramView("folded_words").fit([name for name, _ in names])
    return NameWords(rows, np.array([owner for _, owner in names]), len(NAMES))


def changes(words: NameWords, said: dict[str, float], about: str) -> dict[str, list[float]]:
    shares = np.array([said.get(topic, 0.0) for topic in NAMES], dtype=np.float32)
    found = words.changes(shares, NUMBER[about], np.arange(len(NAMES)))
    return dict(zip(NAMES, found.tolist(), strict=True))


def test_what_is_said_of_other_new_copies_speaks_for_the_new_copy_of_this_thing(words):
    found = changes(words, {"book_again": 0.6, "vehicle_again": 0.4}, about="licence")

    gained = {topic: gain for topic, (gain, _, _) in found.items()}
    assert gained["licence_again"] > 0.1 > gained["house"]


def test_the_topic_before_gains_and_loses_nothing_against_itself(words):
    gained, lost, kin = changes(words, {"book_again": 1.0}, about="licence")["licence"]

    assert (gained, lost) == (0.0, 0.0)
    assert kin == pytest.approx(1.0)


def test_names_with_the_same_thing_are_more_alike_than_others(words):
    found = changes(words, {"house": 1.0}, about="licence")

    assert found["licence_again"][2] > found["vehicle"][2]


def test_a_word_of_too_few_names_is_not_looked_at(words):
    """With "bảo hiểm" in one topic only, its share cannot speak for any other."""
    few = NameWords(NgramView("folded_words").fit(["sổ bảo hiểm", "giấy phép"]), np.array([0, 1]), 2)

    assert few.changes(np.array([1.0, 0.0], dtype=np.float32), 1, np.array([0, 1])).tolist() == [[0, 0, 0], [0, 0, 0]]
