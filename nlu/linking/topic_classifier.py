"""A linear classifier over all topics: which words and word parts speak for a topic, and which against it.

One-vs-rest support vector machines (LIBLINEAR) on the sparse views of the topic index, with the questions that belong
to no topic as one more class. Source: Fan et al. (2008), "LIBLINEAR: a library for large linear classification".
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, load_npz, save_npz
from sklearn.svm import LinearSVC

from nlu.linking.ngram_view import Vector

Floats = NDArray[np.float32]
SEED = 20261125
NONE = -1
WEIGHTS = "classifier.weights.npz"
LEAST_WEIGHT = 1e-6  # nine of ten weights are smaller: most terms say nothing of most topics


class TopicClassifier:
    """Decision values of each topic and, last, of "none"."""

    def __init__(self, weights: csr_matrix, bias: Floats) -> None:
        """Takes the weights as sparse rows, one for each term, shape (terms, topics + 1)."""
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
        return cls(_sparse(weights), bias)

    def scores(self, vector: Vector) -> Floats:
        """Decision values of one text. Shape (topics + 1,)."""
        numbers, values = vector
        starts, ends = self._weights.indptr[numbers], self._weights.indptr[numbers + 1]
        at = np.repeat(starts - np.r_[0, np.cumsum(ends - starts)[:-1]], ends - starts)
        at += np.arange(len(at), dtype=at.dtype)  # positions of the weights of all terms, one after the other
        products = self._weights.data[at] * np.repeat(values, ends - starts)
        sums = np.bincount(self._weights.indices[at], products, minlength=len(self._bias))
        return np.asarray(sums + self._bias, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Writes the weights to three digits, without a pickle."""
        rounded = self._weights.astype(np.float32)
        rounded.data = rounded.data.astype(np.float16).astype(np.float32)
        save_npz(folder / WEIGHTS, rounded)
        np.save(folder / "classifier.bias.npy", self._bias)

    @classmethod
    def load(cls, folder: Path) -> TopicClassifier:
        """Reads what `save` wrote; an older model has its weights as a dense array."""
        path = folder / WEIGHTS
        weights = csr_matrix(load_npz(path)) if path.exists() else _sparse(np.load(folder / "classifier.weights.npy"))
        return cls(weights, np.load(folder / "classifier.bias.npy"))


def _sparse(weights: Floats) -> csr_matrix:
    """The weights that say something."""
    return csr_matrix(np.where(np.abs(weights) < LEAST_WEIGHT, 0.0, weights), dtype=np.float32)
