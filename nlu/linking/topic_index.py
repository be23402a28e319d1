"""All topics as entries (names, aliases, samples, descriptions) in several views, and features of a question for each topic.

Features are similarities; which of them matter is learned by the choice model, never set by hand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, load_npz, save_npz
from sklearn.preprocessing import normalize

from bot.domain.text import has_marks
from nlu.linking.ngram_view import KINDS, NgramView

Floats = NDArray[np.float32]

NAME, SAMPLE, DESCRIPTION = "name", "sample", "description"
LEXICAL = tuple(KINDS)
_PER_VIEW = ("best", "second", "centroid", "name")


@dataclass(frozen=True, slots=True)
class Entry:
    """One text that stands for a topic."""

    topic: str
    kind: str
    text: str


def feature_names(*, with_embedding: bool) -> list[str]:
    """Names of the columns of `TopicIndex.features`, without the part for questions without marks."""
    views = [*LEXICAL, "embedding"] if with_embedding else list(LEXICAL)
    return [f"{view}:{what}" for view in views for what in _PER_VIEW] + ["folded_words:description"]


class TopicIndex:
    """Entries of all topics in every view."""

    def __init__(self, entries: Sequence[Entry], views: dict[str, NgramView], rows: dict[str, csr_matrix], embeddings: Floats | None) -> None:
        self.entries = list(entries)
        self.topics = sorted({entry.topic for entry in entries})
        self._views = views
        self._rows = rows
        self._embeddings = embeddings
        self._prepare()

    @property
    def with_embedding(self) -> bool:
        """Whether the sentence embedding is one of the views."""
        return self._embeddings is not None

    @classmethod
    def build(cls, entries: Sequence[Entry], embeddings: Floats | None) -> TopicIndex:
        """Fits the views on the entries. `embeddings` has one row an entry, or is None to leave that view out."""
        views = {kind: NgramView(kind) for kind in LEXICAL}
        texts = [entry.text for entry in entries]
        return cls(entries, views, {kind: view.fit(texts) for kind, view in views.items()}, embeddings)

    def without(self, dropped: NDArray[np.bool_]) -> TopicIndex:
        """The same index without some entries, in the same spaces (for honest training)."""
        kept = np.flatnonzero(~dropped)
        index = TopicIndex.__new__(TopicIndex)
        index.entries = [self.entries[i] for i in kept]
        index.topics = self.topics
        index._views = self._views
        index._rows = {kind: rows[kept] for kind, rows in self._rows.items()}
        index._embeddings = None if self._embeddings is None else self._embeddings[kept]
        index._prepare()
        return index

    def features(self, texts: Sequence[str], embeddings: Floats | None) -> Floats:
        """Similarities of questions to topics.

        Returns:
            Shape (questions, topics, features). The second half of the features is the first half again for questions
            without tone marks and zero for others, so that the choice model can trust the views differently there.
        """
        columns: list[Floats] = []
        described = np.zeros((len(texts), len(self.topics)), dtype=np.float32)
        for kind in LEXICAL:
            rows = self._views[kind].rows(texts)
            sims = (rows @ self._columns[kind]).toarray()
            columns += self._per_topic(sims, (rows @ self._centroids[kind]).toarray())
            if kind == "folded_words":
                described[:, self._described] = sims[:, : len(self._described)]
        if self._embeddings is not None:
            if embeddings is None:
                raise ValueError("expected embeddings of the questions, got none")
            columns += self._per_topic(embeddings @ self._embeddings.T, embeddings @ self._embedding_centroids.T)
        plain = np.stack([*columns, described], axis=-1)
        unmarked = np.array([not has_marks(text) for text in texts], dtype=np.float32)[:, None, None]
        return np.concatenate([plain, plain * unmarked], axis=-1)

    def save(self, folder: Path) -> None:
        """Writes the index."""
        data = [[entry.topic, entry.kind, entry.text] for entry in self.entries]
        (folder / "entries.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for kind, view in self._views.items():
            view.save(folder)
            save_npz(folder / f"{kind}.rows.npz", self._rows[kind])
        if self._embeddings is not None:
            np.save(folder / "embeddings.npy", self._embeddings.astype(np.float16))

    @classmethod
    def load(cls, folder: Path) -> TopicIndex:
        """Reads what `save` wrote."""
        data = json.loads((folder / "entries.json").read_text(encoding="utf-8"))
        views = {kind: NgramView.load(kind, folder) for kind in LEXICAL}
        rows = {kind: csr_matrix(load_npz(folder / f"{kind}.rows.npz")) for kind in LEXICAL}
        path = folder / "embeddings.npy"
        embeddings = np.load(path).astype(np.float32) if path.exists() else None
        return cls([Entry(*item) for item in data], views, rows, embeddings)

    def _prepare(self) -> None:
        """Puts the entries in order (descriptions, then by topic the names and the samples) and makes the centroids."""
        number = {topic: index for index, topic in enumerate(self.topics)}
        order = sorted(
            range(len(self.entries)),
            key=lambda i: (self.entries[i].kind != DESCRIPTION, number[self.entries[i].topic], self.entries[i].kind),
        )
        self.entries = [self.entries[i] for i in order]
        self._rows = {kind: csr_matrix(rows[order]) for kind, rows in self._rows.items()}
        self._columns = {kind: csr_matrix(rows.T) for kind, rows in self._rows.items()}
        if self._embeddings is not None:
            self._embeddings = self._embeddings[order]
        described = sum(entry.kind == DESCRIPTION for entry in self.entries)
        self._described = [number[entry.topic] for entry in self.entries[:described]]
        self._asked = _Groups([number[entry.topic] for entry in self.entries[described:]], described)
        self._named = _Groups(
            [number[entry.topic] for entry in self.entries[described:] if entry.kind == NAME],
            [i for i, entry in enumerate(self.entries) if entry.kind == NAME],
        )
        self._centroids = {kind: csr_matrix(normalize(self._asked.sums(rows)).T) for kind, rows in self._rows.items()}
        if self._embeddings is not None:
            self._embedding_centroids = normalize(self._asked.sums(self._embeddings)).astype(np.float32)

    def _per_topic(self, sims: Floats, centroid: Floats) -> list[Floats]:
        first, second = self._asked.two_best(sims)
        return [first, second, centroid, self._named.best(sims)]


class _Groups:
    """Columns that belong to topics 0, 1, 2, ... in this order; every topic has at least one."""

    def __init__(self, topics: Sequence[int], columns: int | Sequence[int]) -> None:
        self._columns = slice(columns, None) if isinstance(columns, int) else np.array(columns, dtype=np.intp)
        numbers = np.array(topics, dtype=np.intp)
        self._starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
        self._sizes = np.diff(np.r_[self._starts, len(numbers)])
        self._numbers = numbers

    def sums(self, rows: csr_matrix | Floats) -> csr_matrix | Floats:
        """Sum of the rows of each topic."""
        chosen = rows[self._columns]
        membership = csr_matrix(
            (np.ones(len(self._numbers), dtype=np.float32), (self._numbers, np.arange(len(self._numbers))))
        )
        return membership @ chosen

    def best(self, sims: Floats) -> Floats:
        """Best similarity of each topic. Shape (questions, topics)."""
        return np.maximum.reduceat(sims[:, self._columns], self._starts, axis=1)

    def two_best(self, sims: Floats) -> tuple[Floats, Floats]:
        """Best and second-best similarity of each topic; the best again where there is only one."""
        block = sims[:, self._columns]
        first = np.maximum.reduceat(block, self._starts, axis=1)
        is_best = block == np.repeat(first, self._sizes, axis=1)
        below = np.maximum.reduceat(np.where(is_best, np.float32(-1), block), self._starts, axis=1)
        tied = np.add.reduceat(is_best.astype(np.int32), self._starts, axis=1) > 1
        return first, np.where(tied | (below < 0), first, below)
