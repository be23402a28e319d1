"""One lexical view of texts: TF-IDF over n-grams, stored without pickles."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.domain.text import fold

# name -> (what is counted, shortest, longest, prepared how, least number of texts)
KINDS: dict[str, tuple[str, int, int, Callable[[str], str], int]] = {
    "folded_chars": ("char_wb", 2, 5, fold, 2),
    "folded_words": ("word", 1, 2, fold, 1),
    "marked_words": ("word", 1, 2, str.lower, 1),
}


LEAST_WEIGHT = 1.0  # of a term that every topic knows
_WORD = re.compile(r"\w+")


class NgramView:
    """A fitted TF-IDF space; rows have unit length, so that a dot product is a cosine."""

    def __init__(self, kind: str) -> None:
        analyzer, shortest, longest, prepare, least = KINDS[kind]
        self.kind = kind
        self._prepare = prepare
        self._last: tuple[tuple[str, ...], csr_matrix] | None = None
        self._vectorizer = TfidfVectorizer(
            analyzer=analyzer,
            ngram_range=(shortest, longest),
            preprocessor=prepare,
            token_pattern=r"(?u)\b\w+\b",  # noqa: S106 - a regular expression
            sublinear_tf=True,
            min_df=least,
            dtype=np.float32,
        )

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learns the space from texts and returns them as rows."""
        return csr_matrix(self._vectorizer.fit_transform(texts))

    def fit_by_topic(self, texts: Sequence[str], topics: Sequence[int]) -> csr_matrix:
        """As `fit`, but a term weighs by how few topics know it, not by how few texts: "how long" is in all topics.

        Args:
            topics: number of the topic of each text; -1 for a text that belongs to none.
        """
        self._last = None
        rows = self.fit(texts)
        owned = np.array(topics) >= 0
        count = max(topics) + 1
        membership = csr_matrix(
            (np.ones(int(owned.sum())), (np.array(topics)[owned], np.flatnonzero(owned))), shape=(count, len(texts))
        )
        known = np.asarray(((membership @ (rows > 0)) > 0).sum(axis=0)).ravel()
        self._vectorizer.idf_ = (np.log((1 + count) / (1 + known)) + LEAST_WEIGHT).astype(np.float32)
        return self.rows(texts)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """Texts as rows of the space; the last ones are remembered, since several indexes ask for the same."""
        asked = tuple(texts)
        if self._last is None or self._last[0] != asked:
            self._last = (asked, csr_matrix(self._vectorizer.transform(texts)))
        return self._last[1].copy()

    @property
    def weights(self) -> NDArray[np.float32]:
        """Inverse document frequency of each term."""
        return np.asarray(self._vectorizer.idf_, dtype=np.float32)

    def unknown_mass(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Weight of the words of each text that were never seen: each counts as the rarest."""
        heaviest = float(self._vectorizer.idf_.max())
        return np.array(
            [
                heaviest
                * sum(word not in self._vectorizer.vocabulary_ for word in set(_WORD.findall(self._prepare(text))))
                for text in texts
            ],
            dtype=np.float32,
        )

    def save(self, folder: Path) -> None:
        """Writes vocabulary and weights."""
        terms = sorted(self._vectorizer.vocabulary_, key=self._vectorizer.vocabulary_.__getitem__)
        (folder / f"{self.kind}.json").write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")
        np.save(folder / f"{self.kind}.npy", self._vectorizer.idf_.astype(np.float32))

    @classmethod
    def load(cls, kind: str, folder: Path) -> NgramView:
        """Reads what `save` wrote."""
        view = cls(kind)
        terms = json.loads((folder / f"{kind}.json").read_text(encoding="utf-8"))
        view._vectorizer.vocabulary_ = {term: index for index, term in enumerate(terms)}
        view._vectorizer.idf_ = np.load(folder / f"{kind}.npy")
        return view
