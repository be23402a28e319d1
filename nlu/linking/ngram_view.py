"""One lexical view of texts: TF-IDF over n-grams, stored without pickles."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.domain.text import fold

# name -> (what is counted, shortest, longest, prepared how, least number of texts)
KINDS: dict[str, tuple[str, int, int, Callable[[str], str], int]] = {
    "folded_chars": ("char_wb", 2, 5, fold, 2),
    "folded_words": ("word", 1, 2, fold, 1),
    "marked_words": ("word", 1, 2, str.lower, 1),
}


class NgramView:
    """A fitted TF-IDF space; rows have unit length, so that a dot product is a cosine."""

    def __init__(self, kind: str) -> None:
        analyzer, shortest, longest, prepare, least = KINDS[kind]
        self.kind = kind
        self._vectorizer = TfidfVectorizer(
            analyzer=analyzer,
            ngram_range=(shortest, longest),
            preprocessor=prepare,
            token_pattern=r"(?u)\b\w+\b",
            sublinear_tf=True,
            min_df=least,
            dtype=np.float32,
        )

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learns the space from texts and returns them as rows."""
        return csr_matrix(self._vectorizer.fit_transform(texts))

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """Texts as rows of the space."""
        return csr_matrix(self._vectorizer.transform(texts))

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
