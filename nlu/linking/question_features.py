"""What a question is like, apart from any one topic: for the utility of "none of the topics"."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nlu.linking.question import Question

Floats = NDArray[np.float32]
LONG_QUESTION_WORDS = 40
VERY_LONG_QUESTION_WORDS = 120


def question_features(question: Question, scores: Floats, national: Floats) -> Floats:
    """Length, marks, sentences, how sure the classifier is of any topic and of none, likeness to official names.

    Args:
        scores: decision values of the classifier for each unit, shape (units, topics + 1), "none" last.
        national: similarities of `NationalIndex` for each unit, shape (units, 2).

    Returns:
        Shape (16,).
    """
    words = max(1, len(question.text.split()))
    topics, none = scores[:, :-1], scores[:, -1]
    two_best = -np.partition(-topics[0], 1)[:2] if topics.shape[1] > 1 else np.array([topics[0, 0], -1.0])
    best_of_sentences = topics.max(axis=1)
    return np.array(
        [
            1.0,
            min(words, LONG_QUESTION_WORDS) / LONG_QUESTION_WORDS,
            min(words, VERY_LONG_QUESTION_WORDS) / VERY_LONG_QUESTION_WORDS,
            float(question.unmarked),
            1.0 / words,
            float(len(question.units) > 1),
            none[0],
            none.max(),
            none.min(),
            two_best[0],
            two_best[0] - two_best[1],
            best_of_sentences.max(),
            *national[0],
            *national.max(axis=0),
        ],
        dtype=np.float32,
    )
