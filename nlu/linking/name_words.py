"""What the names of topics have in common, and what tells two of them apart: their words and pairs of words.

"mối ăn hết trơn" names no procedure, but it is like what is said of many new copies: it speaks for "cấp lại". After
"xác định khuyết tật" that is the word which "cấp lại giấy xác nhận khuyết tật" has more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]

LEAST_TOPICS = 3  # a word that fewer names have tells nothing about other topics
MOST_TOPICS = 0.6  # share of all topics


class NameWords:
    """Each topic as a vector of the words of its names, rarer ones heavier, of unit length."""

    def __init__(self, names: csr_matrix, owners: Numbers, topics: int) -> None:
        """Takes the names as rows of any term weights, shape (names, terms), and the number of the topic of each."""
        count = len(owners)
        present = csr_matrix((np.ones(names.nnz, dtype=np.float32), names.indices, names.indptr), shape=names.shape)
        each = 1.0 / np.maximum(np.bincount(owners, minlength=topics), 1)
        place = csr_matrix((each[owners].astype(np.float32), (owners, np.arange(count))), shape=(topics, count))
        shares = csr_matrix(place @ present)
        known = np.bincount(shares.indices, minlength=names.shape[1])
        kept = np.flatnonzero((known >= LEAST_TOPICS) & (known < MOST_TOPICS * topics))
        weights = np.log(topics / known[kept]).astype(np.float32)
        table = shares[:, kept].toarray() * weights
        self._table: Floats = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-6)
        self._usual: Floats = self._table.mean(axis=0)

    def changes(self, probabilities: Floats, about: int, topics: Numbers) -> Floats:
        """How much a message speaks for what tells some topics from the one before.

        Args:
            probabilities: of each topic for the message by itself; together they are one.
            about: number of the topic before.

        Returns:
            Shape (topics, 3): how much the message speaks for words that a topic's names have and those of the topic
            before do not, the same the other way round, and how alike the names of both are (0 to 1).
        """
        spoken = probabilities @ self._table - self._usual
        more = self._table[topics] - self._table[about]
        gained, lost = np.maximum(more, 0.0) @ spoken, np.maximum(-more, 0.0) @ spoken
        return np.stack([gained, lost, self._table[topics] @ self._table[about]], axis=-1)
