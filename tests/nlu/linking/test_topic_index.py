from __future__ import annotations

import numpy as np
import pytest

from nlu.linking.name_phrases import NamePhrases
from nlu.linking.topic_index import DESCRIPTION, NAME, SAMPLE, Entry, TopicIndex, feature_names, sentences

TEXTS = {
    "khai_sinh": ["đăng ký khai sinh", "làm giấy khai sinh cho con", "con mới sinh làm giấy gì", "giấy khai sinh ở xã"],
    "khai_tu": ["đăng ký khai tử", "báo tử cho ông", "ông mất làm giấy gì", "giấy khai tử ở xã"],
}


@pytest.fixture
def index():
    kinds = (NAME, SAMPLE, SAMPLE, DESCRIPTION)
    return TopicIndex.build(
        [Entry(topic, kind, text) for topic, texts in TEXTS.items() for kind, text in zip(kinds, texts, strict=True)],
        None,
    )


def test_features_have_one_row_a_topic_and_a_name_each(index):
    features = index.features(["làm khai sinh", "lam khai sinh"], None)
    assert features.shape == (2, 2, 2 * len(feature_names(with_embedding=False)))


def test_the_features_for_unmarked_questions_are_zero_for_marked_ones(index):
    marked, unmarked = index.features(["làm khai sinh", "lam khai sinh"], None)
    half = marked.shape[1] // 2
    assert np.all(marked[:, half:] == 0)
    assert np.array_equal(unmarked[:, half:], unmarked[:, :half])


def test_a_question_is_nearest_to_its_own_topic(index):
    features = index.features(["giấy khai tử cho ông"], None)[0]
    assert features[1].sum() > features[0].sum()


def test_leaving_entries_out_lowers_only_their_topic(index):
    text = "báo tử cho ông"
    dropped = np.array([entry.text == text for entry in index.entries])
    before, after = index.features([text], None)[0], index.without(dropped).features([text], None)[0]
    assert after[1].max() < before[1].max() + 1e-6
    assert np.allclose(before[0], after[0])


def test_an_index_is_the_same_after_saving(index, tmp_path):
    index.save(tmp_path)
    question = ["con tôi mới sinh. Giờ làm giấy gì?"]
    assert np.allclose(index.features(question, None), TopicIndex.load(tmp_path).features(question, None), atol=1e-6)


def test_a_name_inside_a_longer_name_names_nothing():
    names = NamePhrases([("khai sinh", 0), ("đăng ký khai sinh", 0), ("đăng ký lại khai sinh", 1)], 2)
    assert names.named("Đăng ký khai sinh tốn bao nhiêu") == [0]
    assert names.named("dang ky lai khai sinh o dau") == [1]
    assert names.named("xin việc") == []


def test_a_story_is_also_read_sentence_by_sentence():
    assert sentences("Nhà tôi ở xa. Con mới sinh hôm qua!\nLàm giấy gì?") == [
        "Nhà tôi ở xa",
        "Con mới sinh hôm qua",
        "Làm giấy gì",
    ]
    assert sentences("phí 10.000 đồng") == ["phí 10.000 đồng"]
    assert sentences("?!") == ["?!"]
