"""What a question is like, apart from any topic: for the utility of "none of the topics"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.text import has_marks
from nlu.linking.topic_index import sentences

LONG_QUESTION_WORDS = 40


def question_features(texts: Sequence[str], national: NDArray[np.float32]) -> NDArray[np.float32]:
    """Constant, length, no tone marks, shortness, sentences, and likeness to procedures outside the catalogue.

    Args:
        national: similarities of `NationalIndex`, shape (questions, 3).

    Returns:
        Shape (questions, 8).
    """
    words = np.array([max(1, len(text.split())) for text in texts], dtype=np.float32)
    return np.stack(
        [
            np.ones(len(texts), dtype=np.float32),
            np.minimum(words, LONG_QUESTION_WORDS) / LONG_QUESTION_WORDS,
            np.array([not has_marks(text) for text in texts], dtype=np.float32),
            1.0 / words,
            np.array([len(sentences(text)) > 1 for text in texts], dtype=np.float32),
            *national.T,
        ],
        axis=1,
    ).astype(np.float32)
