"""The linear classifier over topics keeps only weights that say something."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlu.linking.topic_classifier import TopicClassifier

ROWS = csr_matrix(np.eye(4, 6, dtype=np.float32)[[0, 0, 1, 1, 2, 2, 3]])
LABELS = np.array([0, 0, 1, 1, 2, 2, -1], dtype=np.intp)


@pytest.fixture
def classifier() -> TopicClassifier:
    return TopicClassifier.train(ROWS, LABELS, 4)


def scores_of(classifier: TopicClassifier, *terms: int) -> list[float]:
    vector = np.array(terms, dtype=np.int32), np.ones(len(terms), dtype=np.float32)
    return classifier.scores(vector).tolist()


def test_a_term_speaks_for_the_topic_whose_texts_have_it(classifier):
    for topic in range(3):
        assert int(np.argmax(scores_of(classifier, topic))) == topic


def test_none_is_the_last_class_and_a_topic_without_texts_is_never_meant(classifier):
    scores = scores_of(classifier, 3)

    assert len(scores) == 5
    assert int(np.argmax(scores)) == 4
    assert scores[3] == -1.0


def test_terms_add_up(classifier):
    bias = np.array(scores_of(classifier))

    both = np.array(scores_of(classifier, 0, 1)) - bias
    assert both == pytest.approx(
        np.array(scores_of(classifier, 0)) + np.array(scores_of(classifier, 1)) - 2 * bias, abs=1e-6
    )


def test_a_text_of_unknown_terms_only_gets_the_bias(classifier):
    assert scores_of(classifier) == pytest.approx(scores_of(classifier, 4, 5))


def test_what_is_saved_scores_as_before(classifier, tmp_path: Path):
    classifier.save(tmp_path)

    assert scores_of(TopicClassifier.load(tmp_path), 0, 2) == pytest.approx(scores_of(classifier, 0, 2), abs=1e-3)


def test_the_dense_weights_of_an_older_model_are_read(tmp_path: Path):
    np.save(tmp_path / "classifier.weights.npy", np.array([[0.5, -0.5], [0.0, 1.0]], dtype=np.float16))
    np.save(tmp_path / "classifier.bias.npy", np.array([-1.0, -1.0], dtype=np.float32))

    assert scores_of(TopicClassifier.load(tmp_path), 0, 1) == [-0.5, -0.5]
