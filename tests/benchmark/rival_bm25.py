"""BM25 as a rival: each name and sample is a document, a topic is worth its best one.

Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", with the usual k1 and b. Words
are folded, so that questions without tone marks are not lost. Its thresholds are chosen on its own texts, each left
out in turn, and on the questions of no topic: those that give most right answers less twice the harmful ones.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from bot.bootstrap import catalogue
from bot.domain.evaluation import MOST_OFFERED, Case, Given
from bot.domain.outcome import Outcome
from bot.domain.text import fold
from tests.benchmark.rival_material import read_material

K1, B = 1.5, 0.75
HARM = 2.0
LEAST_SCORES = tuple(range(4, 41, 2))
LEADS = (1.0, 1.05, 1.1, 1.2, 1.35, 1.5)
NONE = -1


class Bm25:
    """Answers, asks back or passes on by the score of the best topic and its lead over the next."""

    def __init__(self) -> None:
        material = read_material()
        self._topics = list(material.topics)
        texts = [text for topic in self._topics for text in material.topics[topic]]
        self._owner = np.repeat(np.arange(len(self._topics)), [len(material.topics[topic]) for topic in self._topics])
        self._starts = np.flatnonzero(np.r_[True, self._owner[1:] != self._owner[:-1]])
        self._counter = CountVectorizer(preprocessor=fold, token_pattern=r"(?u)\b\w+\b", dtype=np.float32)
        counts = csr_matrix(self._counter.fit_transform(texts))
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        known = np.asarray((counts > 0).sum(axis=0)).ravel()
        self._idf = np.log(1 + (len(texts) - known + 0.5) / (known + 0.5)).astype(np.float32)
        rows = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
        norm = K1 * (1 - B + B * lengths / lengths.mean())
        counts.data = self._idf[counts.indices] * counts.data * (K1 + 1) / (counts.data + norm[rows])
        self._documents = csr_matrix(counts.T)
        self.least, self.lead = self._thresholds(texts, material.none)

    def ask(self, case: Case) -> Given:
        """The answer to one question; it knows no aspects and no conversation."""
        started = time.perf_counter()
        best, scores = _ranked(self._scores([case.text]))
        order, score = best[0], scores[0]
        is_sure = score[0] >= self.lead * score[1]
        latency = (time.perf_counter() - started) * 1000
        confidence = float(score[0] / (score[0] + self.least))
        if score[0] < self.least:
            return Given(Outcome.UNANSWERED, confidence=confidence, latency_ms=latency)
        shown = [self._topics[number] for number in order[: 1 if is_sure else MOST_OFFERED]]
        codes = tuple(topic.code for name in shown if (topic := catalogue().get(name)) and topic.code)
        outcome = Outcome.ANSWERED if is_sure else Outcome.CLARIFIED
        return Given(outcome, tuple(shown), codes, (), confidence, latency)

    def ask_all(self, cases: Sequence[Case]) -> list[Given]:
        """The answers to all questions, each alone."""
        return [self.ask(case) for case in cases]

    def _scores(self, texts: Sequence[str], left_out: np.ndarray | None = None) -> np.ndarray:
        """Best score of each topic. Shape (texts, topics)."""
        asked = csr_matrix(self._counter.transform(texts))
        asked.data[:] = 1.0
        scores = (asked @ self._documents).toarray()
        if left_out is not None:
            scores[np.arange(len(texts)), left_out] = 0.0
        return np.maximum.reduceat(scores, self._starts, axis=1)

    def _thresholds(self, texts: list[str], none: Sequence[str]) -> tuple[float, float]:
        own = _ranked(self._scores(texts, np.arange(len(texts))))
        foreign = _ranked(self._scores(none))
        best = np.concatenate([own[0], foreign[0]])
        scores = np.concatenate([own[1], foreign[1]])
        expected = np.concatenate([self._owner, np.full(len(none), NONE)])

        def worth(least: float, lead: float) -> float:
            answers = scores[:, 0] >= least
            sure = scores[:, 0] >= lead * scores[:, 1]
            hit = np.where(sure, best[:, 0] == expected, (best == expected[:, None]).any(axis=1))
            return float((answers & hit).sum() - HARM * (answers & ~hit).sum() + 0.1 * (answers & hit & sure).sum())

        return max(itertools.product(LEAST_SCORES, LEADS), key=lambda pair: worth(*pair))


def _ranked(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The best three topics of each text and their scores."""
    best = np.argsort(-scores, axis=1)[:, :MOST_OFFERED]
    return best, np.take_along_axis(scores, best, axis=1)
