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

from nlu.linking.ngram_view import NgramView

Floats = NDArray[np.float32]
CHARS, WORDS = "folded_chars", "folded_words"
SIMILARITIES = 3


class NationalIndex:
    """Names of official procedures in the views of the topic index."""

    def __init__(self, codes: Sequence[str], rows: dict[str, csr_matrix], views: dict[str, NgramView]) -> None:
        self.codes = list(codes)
        self._rows = rows
        self._views = views
        self._columns = {kind: csr_matrix(matrix.T) for kind, matrix in rows.items()}
        present = rows[WORDS].copy()
        present.data = views[WORDS].weights[present.indices]
        self._shares = csr_matrix(normalize(present, norm="l1").T)
        present.data[:] = 1.0
        self._members = csr_matrix(present.T)

    @classmethod
    def build(cls, names: dict[str, str], views: dict[str, NgramView]) -> NationalIndex:
        """Names by code, in views that were fitted before."""
        return cls(list(names), {kind: views[kind].rows(list(names.values())) for kind in (CHARS, WORDS)}, views)

    def similarities(self, texts: Sequence[str]) -> Floats:
        """Best similarities of questions to any name: characters, words, fit. Shape (questions, 3)."""
        return self.search(texts)[0]

    def search(self, texts: Sequence[str]) -> tuple[Floats, list[str]]:
        """As `similarities`, and the code of the name that fits each question best."""
        chars = (self._views[CHARS].rows(texts) @ self._columns[CHARS]).toarray().max(axis=1)
        words = (self._views[WORDS].rows(texts) @ self._columns[WORDS]).toarray().max(axis=1)
        fits = self._fits(texts)
        codes = [self.codes[found] for found in fits.argmax(axis=1)]
        return np.stack([chars, words, fits.max(axis=1)], axis=1).astype(np.float32), codes

    def save(self, folder: Path) -> None:
        """Writes the index without its views, which the topic index keeps."""
        (folder / "national.json").write_text(json.dumps(self.codes))
        for kind, rows in self._rows.items():
            save_npz(folder / f"national.{kind}.npz", rows)

    @classmethod
    def load(cls, folder: Path, views: dict[str, NgramView]) -> NationalIndex:
        """Reads what `save` wrote."""
        codes = json.loads((folder / "national.json").read_text())
        return cls(
            codes, {kind: csr_matrix(load_npz(folder / f"national.{kind}.npz")) for kind in (CHARS, WORDS)}, views
        )

    def _fits(self, texts: Sequence[str]) -> Floats:
        rows = self._views[WORDS].rows(texts)
        rows.data[:] = 1.0
        covered = (rows @ self._shares).toarray()
        rows.data = self._views[WORDS].weights[rows.indices]
        mass = np.asarray(rows.sum(axis=1)).ravel() + self._views[WORDS].unknown_mass(texts)
        explained = (rows @ self._members).toarray() / np.maximum(mass, 1e-6)[:, None]
        return np.asarray(2 * covered * explained / np.maximum(covered + explained, 1e-6), dtype=np.float32)
