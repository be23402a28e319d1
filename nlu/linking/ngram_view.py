"""One lexical view of texts: TF-IDF over n-grams, stored without pickles.

The same mathematics as scikit-learn's TfidfVectorizer (sublinear counts, unit length); written out because one question
at a time costs that class several milliseconds of checks, and a turn asks four times.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.domain.text import fold

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]
Vector = tuple[Numbers, Floats]

LEAST_WEIGHT = 1.0  # of a term that every topic knows
SHORTEST_PART, LONGEST_PART = 2, 5
KEPT_WORDS = 4096  # whose parts are remembered: the same words come again and again
_WORD = re.compile(r"\w+")


def word_parts(text: str) -> Iterable[str]:
    """Runs of 2 to 5 characters inside each word, with a space at both of its ends."""
    for word in text.split():
        yield from _parts_of_word(word)


@lru_cache(KEPT_WORDS)
def _parts_of_word(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(
        padded[start : start + length]
        for length in range(SHORTEST_PART, min(LONGEST_PART, len(padded)) + 1)
        for start in range(len(padded) - length + 1)
    )


def words_and_pairs(text: str) -> Iterable[str]:
    """Words and pairs of words."""
    words = _WORD.findall(text)
    yield from words
    yield from map(" ".join, pairwise(words))


# name -> (prepared how, what is counted, least number of texts)
KINDS: dict[str, tuple[Callable[[str], str], Callable[[str], Iterable[str]], int]] = {
    "folded_chars": (fold, word_parts, 2),
    "folded_words": (fold, words_and_pairs, 1),
    "marked_words": (str.lower, words_and_pairs, 1),
}


class NgramView:
    """A fitted TF-IDF space; vectors have unit length, so that a dot product is a cosine."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._prepare, self._terms_of, self._least = KINDS[kind]
        self._numbers: dict[str, int] = {}
        self._weights: Floats = np.zeros(0, dtype=np.float32)
        self._heaviest = 0.0

    @property
    def weights(self) -> Floats:
        """Inverse document frequency of each term."""
        return self._weights

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learns the space from texts, each of its own kind, and returns them as rows."""
        return self.fit_by_topic(texts, range(len(texts)))

    def fit_by_topic(self, texts: Sequence[str], topics: Sequence[int]) -> csr_matrix:
        """Learns the space; a term weighs by how few topics know it, not by how few texts: "how long" is in all topics.

        Args:
            topics: number of the topic of each text; -1 for a text that belongs to none.
        """
        in_texts: Counter[str] = Counter()
        in_topics: dict[str, set[int]] = {}
        for text, topic in zip(texts, topics, strict=True):
            found = set(self._terms_of(self._prepare(text)))
            in_texts.update(found)
            if topic >= 0:
                for term in found:
                    in_topics.setdefault(term, set()).add(topic)
        terms = sorted(term for term, count in in_texts.items() if count >= self._least)
        count = max(topics, default=-1) + 1
        self._learn(
            terms, [math.log((1 + count) / (1 + len(in_topics.get(term, ())))) + LEAST_WEIGHT for term in terms]
        )
        return self.rows(texts)

    def vector(self, text: str) -> Vector:
        """One text as numbers of terms, ascending, and their values."""
        numbers = self._numbers
        counts: Counter[int] = Counter()
        for term in self._terms_of(self._prepare(text)):
            number = numbers.get(term)
            if number is not None:
                counts[number] += 1
        if not counts:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        found = np.array(sorted(counts), dtype=np.int32)
        values = (1 + np.log([counts[number] for number in found.tolist()])) * self._weights[found]
        return found, (values / np.sqrt(values @ values)).astype(np.float32)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """Texts as rows of the space."""
        return rows_of([self.vector(text) for text in texts], len(self._numbers))

    def unknown_mass(self, text: str) -> float:
        """Weight of the words of a text that were never seen: each counts as the rarest."""
        words = set(_WORD.findall(self._prepare(text)))
        return self._heaviest * sum(word not in self._numbers for word in words)

    def word_weights(self, text: str) -> dict[str, float]:
        """Weight of each word of a text; one that was never seen weighs as the rarest."""
        words = set(_WORD.findall(self._prepare(text)))
        return {word: self._weight(word) for word in words}

    def _weight(self, word: str) -> float:
        number = self._numbers.get(word)
        return self._heaviest if number is None else float(self._weights[number])

    def save(self, folder: Path) -> None:
        """Writes terms and weights."""
        (folder / f"{self.kind}.json").write_text(json.dumps(list(self._numbers), ensure_ascii=False), encoding="utf-8")
        np.save(folder / f"{self.kind}.npy", self._weights)

    @classmethod
    def load(cls, kind: str, folder: Path) -> NgramView:
        """Reads what `save` wrote."""
        view = cls(kind)
        terms = json.loads((folder / f"{kind}.json").read_text(encoding="utf-8"))
        view._learn(terms, np.load(folder / f"{kind}.npy"))
        return view

    def _learn(self, terms: Sequence[str], weights: Sequence[float] | Floats) -> None:
        self._numbers = {term: number for number, term in enumerate(terms)}
        self._weights = np.asarray(weights, dtype=np.float32)
        self._heaviest = float(self._weights.max(initial=0.0))


def rows_of(vectors: Sequence[Vector], width: int) -> csr_matrix:
    """Vectors as the rows of a sparse matrix."""
    ends = np.cumsum([0, *(len(numbers) for numbers, _ in vectors)])
    numbers = np.concatenate([n for n, _ in vectors]) if vectors else np.zeros(0, dtype=np.int32)
    values = np.concatenate([v for _, v in vectors]) if vectors else np.zeros(0, dtype=np.float32)
    return csr_matrix((values, numbers, ends), shape=(len(vectors), width), dtype=np.float32)
