"""The long tail of official procedures, found by name.

How well a name fits is the harmonic mean of how much of the name the question holds and how much of the question the
name holds, both weighted by how rare the words are.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, load_npz, save_npz
from sklearn.preprocessing import normalize

from nlu.linking.ngram_view import NgramView, Vector

Floats = NDArray[np.float32]
WORDS = "folded_words"


class NationalIndex:
    """Names of official procedures in the word view of the topic index, by word."""

    def __init__(self, codes: Sequence[str], rows: csr_matrix, view: NgramView) -> None:
        self.codes = list(codes)
        self._rows = rows
        self._view = view
        by_word = csr_matrix(rows.T)
        self._starts = by_word.indptr
        self._names = by_word.indices
        self._cosines = by_word.data
        present = rows.copy()
        present.data = view.weights[present.indices]
        self._shares = csr_matrix(normalize(present, norm="l1").T).astype(np.float32).data

    @classmethod
    def build(cls, names: dict[str, str], view: NgramView) -> NationalIndex:
        """Names by code, in a view that was fitted before."""
        return cls(list(names), view.rows(list(names.values())), view)

    def search(self, vectors: Sequence[Vector], texts: Sequence[str]) -> tuple[Floats, list[str]]:
        """Best cosine and best fit of each text to any name, shape (texts, 2), and the code of the best fit.

        Args:
            vectors: the texts in the word view.
        """
        found = [self._search(vector, text) for vector, text in zip(vectors, texts, strict=True)]
        return np.array([similar for similar, _ in found], dtype=np.float32), [code for _, code in found]

    def save(self, folder: Path) -> None:
        """Writes the index without its view, which the topic index keeps."""
        (folder / "national.json").write_text(json.dumps(self.codes))
        save_npz(folder / "national.npz", self._rows)

    @classmethod
    def load(cls, folder: Path, view: NgramView) -> NationalIndex:
        """Reads what `save` wrote."""
        codes = json.loads((folder / "national.json").read_text())
        return cls(codes, csr_matrix(load_npz(folder / "national.npz")), view)

    def _search(self, vector: Vector, text: str) -> tuple[tuple[float, float], str]:
        numbers, values = vector
        if not len(numbers) or not self.codes:
            return (0.0, 0.0), ""
        pieces = [slice(self._starts[number], self._starts[number + 1]) for number in numbers]
        sizes = [piece.stop - piece.start for piece in pieces]
        names = np.concatenate([self._names[piece] for piece in pieces])
        weights = self._view.weights[numbers]
        count = len(self.codes)
        cosines = np.bincount(
            names, np.concatenate([self._cosines[p] for p in pieces]) * np.repeat(values, sizes), minlength=count
        )
        covered = np.bincount(names, np.concatenate([self._shares[p] for p in pieces]), minlength=count)
        mass = float(weights.sum()) + self._view.unknown_mass(text)
        explained = np.bincount(names, np.repeat(weights, sizes), minlength=count) / max(mass, 1e-6)
        fits = 2 * covered * explained / np.maximum(covered + explained, 1e-6)
        best = int(fits.argmax())
        return (float(cosines.max()), float(fits[best])), self.codes[best]
