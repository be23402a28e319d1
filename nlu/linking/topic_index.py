"""All topics as entries (names, samples, descriptions) in several views, and features of a question for a few topics.

Features are similarities; which of them matter is learned by the choice model, never set by hand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, load_npz, save_npz
from sklearn.preprocessing import normalize

from nlu.linking.grouped_rows import GroupedRows
from nlu.linking.name_phrases import NamePhrases
from nlu.linking.name_words import NameWords
from nlu.linking.ngram_view import KINDS, NgramView, Vector
from nlu.linking.question import Question

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]
Vectors = dict[str, list[Vector]]

NAME, SAMPLE, DESCRIPTION = "name", "sample", "description"
TURN = "turn"  # of a conversation: read only where there is one
CHARS, WORDS, MARKED = tuple(KINDS)
PER_VIEW = ("best", "second", "centroid", "name")
ONCE = ("described", "covered", "covered_name", "understood", "phrase", "phrase_share")
FEATURES = tuple(f"{view}:{what}" for view in KINDS for what in PER_VIEW) + ONCE


@dataclass(frozen=True, slots=True)
class Entry:
    """One text that stands for a topic."""

    topic: str
    kind: str
    text: str


class TopicIndex:
    """Entries of all topics in every view, in the order of the topics."""

    def __init__(self, entries: Sequence[Entry], views: dict[str, NgramView], rows: dict[str, csr_matrix]) -> None:
        self.topics = sorted({entry.topic for entry in entries})
        self.number = {topic: index for index, topic in enumerate(self.topics)}
        order = sorted(
            range(len(entries)),
            key=lambda i: (entries[i].kind == DESCRIPTION, self.number[entries[i].topic], entries[i].kind),
        )
        self.entries = [entries[i] for i in order]
        self.views = views
        self.rows = {kind: csr_matrix(matrix[order]) for kind, matrix in rows.items()}
        self._prepare()

    @classmethod
    def build(cls, entries: Sequence[Entry], more_texts: Sequence[str] = (), *, processes: int = 1) -> TopicIndex:
        """Fits the views on the entries; `more_texts` only count for how rare words are.

        Args:
            processes: how many views are fitted at the same time.
        """
        number = {topic: position for position, topic in enumerate(sorted({entry.topic for entry in entries}))}
        texts = [*(entry.text for entry in entries), *more_texts]
        owners = [*(number[entry.topic] for entry in entries), *(-1 for _ in more_texts)]
        fitted = Parallel(n_jobs=processes)(delayed(_fitted)(kind, texts, owners, len(entries)) for kind in KINDS)
        views, rows = ({kind: part[place] for kind, part in zip(KINDS, fitted, strict=True)} for place in (0, 1))
        return cls(entries, views, rows)

    def without(self, dropped: NDArray[np.bool_]) -> TopicIndex:
        """The same index without some entries, in the same spaces (for honest training)."""
        kept = np.flatnonzero(~dropped)
        return TopicIndex(
            [self.entries[i] for i in kept], self.views, {kind: matrix[kept] for kind, matrix in self.rows.items()}
        )

    def without_turns(self) -> TopicIndex:
        """The same index without what was said in conversations; itself where there is nothing of the kind."""
        is_turn = np.array([entry.kind == TURN for entry in self.entries])
        return self.without(is_turn) if is_turn.any() else self

    def vectors(self, question: Question) -> Vectors:
        """The units of a question in every view."""
        marked = question.marked_units
        return {
            CHARS: [self.views[CHARS].vector(unit) for unit in question.units],
            WORDS: [self.views[WORDS].vector(unit) for unit in question.units],
            MARKED: [self.views[MARKED].vector(unit) for unit in marked],
        }

    def similarities(self, question: Question, vectors: Vectors, topics: Numbers) -> Floats:
        """Similarities of each unit of a question to some topics. Shape (units, topics, len(FEATURES)).

        Args:
            vectors: what `vectors` gave for the question.
            topics: numbers of the topics, ascending.
        """
        starts = self._asked[WORDS].starts(topics)
        is_name = self._is_name[self._asked[WORDS].rows(topics)]
        columns: list[Floats] = []
        for kind in KINDS:
            query = self._dense(kind, vectors[kind])
            sims = self._asked[kind].product(topics, query)
            first, second = _two_best(sims, starts)
            columns += [first, second, self._centroids[kind].product(topics, query), _best(sims, starts, is_name)]
        query = self._dense(WORDS, vectors[WORDS])
        phrase, phrase_share = self._phrases.contained(question.units, topics)
        columns += [
            self._descriptions.product(topics, query),
            *self._covered(vectors[WORDS], topics, starts, is_name),
            self._understood(question.units, vectors[WORDS], topics),
            phrase,
            phrase_share,
        ]
        return np.stack(columns, axis=-1).astype(np.float32).transpose(1, 0, 2)

    def closeness(self, text: str, topics: Numbers) -> Floats:
        """How close a text is to some topics. Shape (topics, 4).

        Args:
            topics: numbers of the topics, ascending.

        Returns:
            How much of the text the topic understands, the cosine of its closest text, the share of one of its texts
            that stands in this one, and the same of its names.
        """
        vectors = [self.views[WORDS].vector(text)]
        starts = self._asked[WORDS].starts(topics)
        sims = self._asked[WORDS].product(topics, self._dense(WORDS, vectors))
        alike = np.maximum.reduceat(sims, starts, axis=0)
        covered = self._covered(vectors, topics, starts, self._is_name[self._asked[WORDS].rows(topics)])
        return np.concatenate([self._understood([text], vectors, topics), alike, *covered], axis=1)

    def explained(self, text: str, topics: Numbers) -> list[float]:
        """How much of a text one name of each topic holds, by weight of its words; 0 for a text without words."""
        weights = self.views[WORDS].word_weights(text)
        total = sum(weights.values())
        if not total:
            return [0.0] * len(topics)
        return [
            max(
                sum(weight for word, weight in weights.items() if word in name) for name in self._words_of_names[number]
            )
            / total
            for number in topics
        ]

    def name_words(self) -> NameWords:
        """The words of all names, topic by topic."""
        positions = [position for position, entry in enumerate(self.entries) if entry.kind == NAME]
        owners = np.array([self.number[self.entries[position].topic] for position in positions], dtype=np.intp)
        return NameWords(csr_matrix(self.rows[WORDS][positions]), owners, len(self.topics))

    def name(self, topic: str) -> str:
        """The first name of a topic."""
        return self._names[topic]

    def named(self, text: str) -> list[int]:
        """Numbers of topics that a text names word for word, without names that are only part of a longer one there."""
        return self._phrases.named(text)

    def save(self, folder: Path) -> None:
        """Writes the index."""
        data = [[entry.topic, entry.kind, entry.text] for entry in self.entries]
        (folder / "entries.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for kind, view in self.views.items():
            view.save(folder)
            save_npz(folder / f"{kind}.rows.npz", self.rows[kind])

    @classmethod
    def load(cls, folder: Path) -> TopicIndex:
        """Reads what `save` wrote."""
        data = json.loads((folder / "entries.json").read_text(encoding="utf-8"))
        views = {kind: NgramView.load(kind, folder) for kind in KINDS}
        rows = {kind: csr_matrix(load_npz(folder / f"{kind}.rows.npz")) for kind in KINDS}
        return cls([Entry(*item) for item in data], views, rows)

    def _prepare(self) -> None:
        """Makes what is asked for again and again: groups, centroids, shares, known words, descriptions."""
        asked = [entry for entry in self.entries if entry.kind != DESCRIPTION]
        numbers = np.array([self.number[entry.topic] for entry in asked], dtype=np.intp)
        self._is_name = np.array([entry.kind == NAME for entry in asked])
        self._names = {entry.topic: entry.text for entry in reversed(asked) if entry.kind == NAME}
        bounds = np.searchsorted(numbers, np.arange(len(self.topics) + 1))
        single = np.arange(len(self.topics) + 1)
        count = len(asked)
        membership = csr_matrix(
            (np.ones(count, dtype=np.float32), (numbers, np.arange(count))), shape=(len(self.topics), count)
        )
        first = {kind: _first_rows(matrix, count) for kind, matrix in self.rows.items()}
        self._asked = {kind: GroupedRows(matrix, bounds) for kind, matrix in first.items()}
        self._centroids = {
            kind: GroupedRows(csr_matrix(normalize(membership @ matrix)), single) for kind, matrix in first.items()
        }
        present = first[WORDS].copy()
        present.data = self.views[WORDS].weights[present.indices]
        self._shares = GroupedRows(csr_matrix(normalize(present, norm="l1")), bounds)
        known = csr_matrix(membership @ first[WORDS])
        known.data[:] = 1.0
        self._known = GroupedRows(known, single)
        owners = np.array([self.number[entry.topic] for entry in self.entries[count:]], dtype=np.intp)
        placed = csr_matrix(
            (np.ones(len(owners), dtype=np.float32), (owners, np.arange(len(owners)))),
            shape=(len(self.topics), len(owners)),
        )
        self._descriptions = GroupedRows(csr_matrix(placed @ self.rows[WORDS][count:]), single)
        self._words_of_names: list[list[set[str]]] = [[] for _ in self.topics]
        for entry in asked:
            if entry.kind == NAME:
                self._words_of_names[self.number[entry.topic]].append(set(self.views[WORDS].word_weights(entry.text)))
        self._phrases = NamePhrases(
            [(entry.text, self.number[entry.topic]) for entry in asked if entry.kind == NAME], len(self.topics)
        )

    def _covered(
        self, vectors: Sequence[Vector], topics: Numbers, starts: Numbers, is_name: NDArray[np.bool_]
    ) -> tuple[Floats, Floats]:
        """Greatest share of a topic's texts, and of its names, that stands in each text. Shape (topics, texts).

        Args:
            starts: where each topic starts among the rows of these topics.
            is_name: which of these rows are names.
        """
        present = [(numbers, np.ones(len(numbers), dtype=np.float32)) for numbers, _ in vectors]
        covered = self._shares.product(topics, self._dense(WORDS, present))
        return np.maximum.reduceat(covered, starts, axis=0), _best(covered, starts, is_name)

    def _understood(self, texts: Sequence[str], vectors: Sequence[Vector], topics: Numbers) -> Floats:
        """Share of each text, by weight of its words, that each topic's own texts know. Shape (topics, texts)."""
        view = self.views[WORDS]
        weighted = [(numbers, view.weights[numbers]) for numbers, _ in vectors]
        mass = [
            float(weights.sum()) + view.unknown_mass(text) for (_, weights), text in zip(weighted, texts, strict=True)
        ]
        return self._known.product(topics, self._dense(WORDS, weighted)) / np.maximum(np.array(mass), 1e-6)

    def _dense(self, kind: str, vectors: Sequence[Vector]) -> Floats:
        """Vectors as the columns of a dense matrix, shape (terms, units)."""
        rows = np.zeros((len(vectors), len(self.views[kind].weights)), dtype=np.float32)
        for row, (numbers, values) in zip(rows, vectors, strict=True):
            row[numbers] = values
        return rows.T


def _fitted(kind: str, texts: Sequence[str], owners: Sequence[int], count: int) -> tuple[NgramView, csr_matrix]:
    """A view of texts, and the rows of the first of them."""
    view = NgramView(kind)
    return view, view.fit_by_topic(texts, owners)[:count]


def _first_rows(matrix: csr_matrix, count: int) -> csr_matrix:
    """The first rows of a matrix, in its own memory; a slice would be a copy."""
    end = matrix.indptr[count]
    parts = (matrix.data[:end], matrix.indices[:end], matrix.indptr[: count + 1])
    return csr_matrix(parts, shape=(count, matrix.shape[1]), copy=False)


def _best(sims: Floats, starts: Numbers, among: NDArray[np.bool_]) -> Floats:
    """Best value of each group among some of its rows."""
    return np.asarray(np.maximum.reduceat(np.where(among[:, None], sims, np.float32(-1)), starts, axis=0))


def _two_best(sims: Floats, starts: Numbers) -> tuple[Floats, Floats]:
    """Best and second-best value of each group; the best again where there is only one."""
    first = np.maximum.reduceat(sims, starts, axis=0)
    sizes = np.diff(np.r_[starts, len(sims)])
    is_best = sims == np.repeat(first, sizes, axis=0)
    below = np.maximum.reduceat(np.where(is_best, np.float32(-1), sims), starts, axis=0)
    tied = np.add.reduceat(is_best.astype(np.int32), starts, axis=0) > 1
    return first, np.where(tied | (below < 0), first, below)
