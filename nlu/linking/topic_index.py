"""All topics as entries (names, samples, descriptions) in several views, and features of a question for each topic.

Features are similarities; which of them matter is learned by the choice model, never set by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, load_npz, save_npz
from sklearn.preprocessing import normalize

from bot.domain.text import has_marks
from nlu.linking.name_phrases import NamePhrases
from nlu.linking.ngram_view import KINDS, NgramView

Floats = NDArray[np.float32]

NAME, SAMPLE, DESCRIPTION = "name", "sample", "description"
LEXICAL = tuple(KINDS)
COVERED = "folded_words"
_PER_VIEW = ("best", "second", "centroid", "name")
_ONCE = ("described", "covered", "covered_name", "understood", "phrase", "phrase_share")
_SENTENCE_END = re.compile(r"[.?!;\n]+(?=\s|\Z)")
_SHORTEST_SENTENCE = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One text that stands for a topic."""

    topic: str
    kind: str
    text: str


def feature_names(*, with_embedding: bool) -> list[str]:
    """Names of the columns of `TopicIndex.features`, without the part for questions without marks."""
    views = [*LEXICAL, "embedding"] if with_embedding else list(LEXICAL)
    names = [f"{view}:{what}" for view in views for what in _PER_VIEW] + list(_ONCE)
    return [*names, *(f"sentence {name}" for name in names)]


def sentences(text: str) -> list[str]:
    """The sentences of a text; the text itself when it is only one."""
    parts = [part.strip() for part in _SENTENCE_END.split(text)]
    long_enough = [part for part in parts if len(part) >= _SHORTEST_SENTENCE]
    return long_enough if len(long_enough) > 1 else [text]


class TopicIndex:
    """Entries of all topics in every view."""

    def __init__(
        self,
        entries: Sequence[Entry],
        views: dict[str, NgramView],
        rows: dict[str, csr_matrix],
        embeddings: Floats | None,
    ) -> None:
        self.entries = list(entries)
        self.topics = sorted({entry.topic for entry in entries})
        self._views = views
        self._rows = rows
        self._embeddings = embeddings
        self._prepare()

    @property
    def views(self) -> dict[str, NgramView]:
        """The fitted views, for other indexes in the same spaces."""
        return self._views

    @property
    def with_embedding(self) -> bool:
        """Whether the sentence embedding is one of the views."""
        return self._embeddings is not None

    @classmethod
    def build(cls, entries: Sequence[Entry], embeddings: Floats | None, more_texts: Sequence[str] = ()) -> TopicIndex:
        """Fits the views on the entries.

        Args:
            embeddings: one row an entry, or None to leave that view out.
            more_texts: texts that only count for how rare words are.
        """
        views = {kind: NgramView(kind) for kind in LEXICAL}
        number = {topic: position for position, topic in enumerate(sorted({entry.topic for entry in entries}))}
        texts = [*(entry.text for entry in entries), *more_texts]
        owners = [*(number[entry.topic] for entry in entries), *(-1 for _ in more_texts)]
        rows = {kind: view.fit_by_topic(texts, owners)[: len(entries)] for kind, view in views.items()}
        return cls(entries, views, rows, embeddings)

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
        """Similarities of questions to topics, of the whole question and of its best sentence.

        Args:
            embeddings: one row a text, needed when the index has the embedding view.

        Returns:
            Shape (questions, topics, features). The second half of the features is the first half again for questions
            without tone marks and zero for others, so that the choice model can trust the views differently there.
        """
        parts = [sentences(text) for text in texts]
        starts = np.cumsum([0, *(len(part) for part in parts[:-1])])
        whole = self._similarities(texts, embeddings)
        single = all(len(part) == 1 for part in parts)
        if single:
            by_sentence = whole
        else:
            owner = np.repeat(np.arange(len(texts)), [len(part) for part in parts])
            flat = self._similarities(
                [sentence for part in parts for sentence in part], None if embeddings is None else embeddings[owner]
            )
            by_sentence = np.maximum.reduceat(flat, starts, axis=0)
        plain = np.concatenate([whole, by_sentence], axis=-1)
        unmarked = np.array([not has_marks(text) for text in texts], dtype=np.float32)[:, None, None]
        return np.concatenate([plain, plain * unmarked], axis=-1)

    def _similarities(self, texts: Sequence[str], embeddings: Floats | None) -> Floats:
        """All similarities of texts, taken as they are. Shape (texts, topics, similarities)."""
        columns: list[Floats] = []
        described = np.zeros((len(texts), len(self.topics)), dtype=np.float32)
        understood = np.zeros_like(described)
        covered = np.zeros((len(texts), len(self.entries)), dtype=np.float32)
        for kind in LEXICAL:
            rows = self._views[kind].rows(texts)
            sims = (rows @ self._columns[kind]).toarray()
            columns += self._per_topic(sims, (rows @ self._centroids[kind]).toarray())
            if kind == COVERED:
                described[:, self._described] = sims[:, : len(self._described)]
                rows.data[:] = 1.0
                covered = (rows @ self._shares).toarray()
                rows.data = self._views[kind].weights[rows.indices]
                mass = np.asarray(rows.sum(axis=1)).ravel() + self._views[kind].unknown_mass(texts)
                understood = (rows @ self._known).toarray() / np.maximum(mass, 1e-6)[:, None]
        if self._embeddings is not None:
            if embeddings is None:
                raise ValueError("expected embeddings of the questions, got none")
            columns += self._per_topic(embeddings @ self._embeddings.T, embeddings @ self._embedding_centroids.T)
        return np.stack(
            [
                *columns,
                described,
                self._asked.best(covered),
                self._named.best(covered),
                understood,
                *self._phrases.contained(texts),
            ],
            axis=-1,
        )

    def named(self, text: str) -> list[str]:
        """Topics whose names stand word for word in a text, without those that are only part of a longer name there."""
        return [self.topics[number] for number in self._phrases.named(text)]

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
        present = self._rows[COVERED].copy()
        present.data = self._views[COVERED].weights[present.indices]
        self._shares = csr_matrix(normalize(present, norm="l1").T)
        self._phrases = NamePhrases(
            [(entry.text, number[entry.topic]) for entry in self.entries if entry.kind == NAME], len(self.topics)
        )
        known = csr_matrix(self._asked.sums(self._rows[COVERED]))
        known.data[:] = 1.0
        self._known = csr_matrix(known.T)
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
