"""Which topics are looked at closely for a question: those the classifier likes best and those that are named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CANDIDATES = 20
MOST_NAMED = 5


def candidates(scores: NDArray[np.float32], named: Sequence[int], count: int = CANDIDATES) -> NDArray[np.intp]:
    """Numbers of the topics to rank, ascending; fewer than `count` only when there are fewer topics.

    Args:
        scores: decision values of the classifier for each unit of the question, without "none", shape (units, topics).
        named: topics whose name stands in the question.
    """
    count = min(count, scores.shape[1])
    chosen = dict.fromkeys(int(topic) for topic in named[:MOST_NAMED])
    ranked = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    for position in range(count):  # the whole question and each sentence take turns
        for unit in range(len(ranked)):
            if len(chosen) < count:
                chosen.setdefault(int(ranked[unit, position]))
    return np.array(sorted(chosen), dtype=np.intp)
