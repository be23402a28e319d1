from __future__ import annotations

import numpy as np
import pytest

from nlu.linking.question import Question
from nlu.linking.topic_index import DESCRIPTION, FEATURES, NAME, SAMPLE, Entry, TopicIndex

TEXTS = {
    "khai_sinh": ["đăng ký khai sinh", "làm giấy khai sinh cho con", "con mới sinh làm giấy gì", "giấy khai sinh ở xã"],
    "khai_tu": ["đăng ký khai tử", "báo tử cho ông", "ông mất làm giấy gì", "giấy khai tử ở xã"],
}
BOTH = np.array([0, 1])


@pytest.fixture
def index():
    kinds = (NAME, SAMPLE, SAMPLE, DESCRIPTION)
    return TopicIndex.build(
        [Entry(topic, kind, text) for topic, texts in TEXTS.items() for kind, text in zip(kinds, texts, strict=True)]
    )


def similarities(index, text, topics=BOTH):
    question = Question.of(text)
    return index.similarities(question, index.vectors(question), topics)


def test_features_have_one_row_a_topic_for_the_whole_and_for_each_sentence(index):
    assert similarities(index, "làm khai sinh").shape == (1, 2, len(FEATURES))
    assert similarities(index, "Con mới sinh hôm qua. Giờ làm giấy gì?").shape == (3, 2, len(FEATURES))


def test_a_few_topics_get_the_same_features_as_all(index):
    assert np.allclose(similarities(index, "báo tử", np.array([1]))[:, 0], similarities(index, "báo tử")[:, 1])


def test_a_question_is_nearest_to_its_own_topic(index):
    features = similarities(index, "giấy khai tử cho ông")[0]
    assert features[1].sum() > features[0].sum()


def test_a_sample_is_exactly_like_itself(index):
    best = FEATURES.index("folded_words:best")
    assert similarities(index, "báo tử cho ông")[0, 1, best] == pytest.approx(1.0)


def test_leaving_entries_out_lowers_only_their_topic(index):
    text = "báo tử cho ông"
    dropped = np.array([entry.text == text for entry in index.entries])
    before, after = similarities(index, text)[0], similarities(index.without(dropped), text)[0]
    assert after[1].max() < before[1].max()
    assert np.allclose(before[0], after[0])


def test_an_index_is_the_same_after_saving(index, tmp_path):
    index.save(tmp_path)
    text = "con tôi mới sinh. Giờ làm giấy gì?"
    assert np.allclose(similarities(index, text), similarities(TopicIndex.load(tmp_path), text), atol=1e-6)


def test_a_text_without_any_known_word_has_features_too(index):
    assert np.isfinite(similarities(index, "zzzz")).all()
    assert np.isfinite(similarities(index, "")).all()


def test_views_fitted_side_by_side_are_the_same(index):
    together = TopicIndex.build(index.entries, processes=2)
    assert np.allclose(similarities(together, "giấy khai tử"), similarities(index, "giấy khai tử"))


def test_closeness_tells_how_much_is_understood_how_alike_it_is_and_how_much_of_a_text_and_a_name_it_holds(index):
    understood, alike, covered, covered_name = index.closeness("khai tử", BOTH).T

    assert understood[1] == 1.0 > understood[0]
    assert alike[1] > alike[0]
    assert covered[1] == covered_name[1] > covered_name[0] > 0.0
    assert covered_name[1] < 1.0


def test_a_whole_name_in_a_text_is_covered_and_another_sample_in_it_only_counts_as_a_text(index):
    covered, covered_name = index.closeness("thì báo tử cho ông ở đâu", BOTH).T[2:]

    assert covered[1] == pytest.approx(1.0)
    assert covered_name[1] < 0.5
