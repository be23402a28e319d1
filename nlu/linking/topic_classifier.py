"""A linear classifier over all topics: which words and word parts speak for a topic, and which against it.

One-vs-rest support vector machines (LIBLINEAR) on the sparse views of the topic index, with the questions that belong
to no topic as one more class. Source: Fan et al. (2008), "LIBLINEAR: a library for large linear classification".
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from nlu.linking.ngram_view import Vector

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
SEED = 20261125
NONE = -1


class TopicClassifier:
    """Decision values of each topic and, last, of "none".

    A loaded one keeps its weights in half precision: there are two in a model, of 150 MB each otherwise.
    """

    def __init__(self, weights: Floats | Halves, bias: Floats) -> None:
        self._weights = weights
        self._bias = bias

    @classmethod
    def train(
        cls, rows: csr_matrix, labels: NDArray[np.intp], topics: int, *, inverse_penalty: float = 0.5
    ) -> TopicClassifier:
        """Fits one machine a topic.

        Args:
            rows: one text a row, shape (texts, terms).
            labels: number of the topic of each text, or -1 for a text that belongs to none.
            inverse_penalty: C of the machines.
        """
        machine = LinearSVC(C=inverse_penalty, dual=True, tol=1e-2, max_iter=100, random_state=SEED)
        machine.fit(rows, labels)
        weights = np.zeros((rows.shape[1], topics + 1), dtype=np.float32)
        bias = np.full(topics + 1, -1.0, dtype=np.float32)
        columns = np.where(machine.classes_ == NONE, topics, machine.classes_)
        weights[:, columns] = machine.coef_.T
        bias[columns] = machine.intercept_
        return cls(weights, bias)

    def scores(self, vector: Vector) -> Floats:
        """Decision values of one text. Shape (topics + 1,)."""
        numbers, values = vector
        return np.asarray(values @ self._weights[numbers].astype(np.float32, copy=False) + self._bias, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Writes the weights, without a pickle."""
        np.save(folder / "classifier.weights.npy", self._weights.astype(np.float16))
        np.save(folder / "classifier.bias.npy", self._bias)

    @classmethod
    def load(cls, folder: Path) -> TopicClassifier:
        """Reads what `save` wrote."""
        return cls(np.load(folder / "classifier.weights.npy"), np.load(folder / "classifier.bias.npy"))
