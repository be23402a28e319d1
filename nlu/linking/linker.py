"""Links a question to topics: classifier, candidates, similarities, choice model. No Rasa here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from nlu.linking.candidates import candidates
from nlu.linking.choice_model import ChoiceModel
from nlu.linking.national_index import NationalIndex
from nlu.linking.ngram_view import Vector
from nlu.linking.question import Question
from nlu.linking.question_features import question_features
from nlu.linking.topic_classifier import TopicClassifier
from nlu.linking.topic_index import CHARS, WORDS, TopicIndex

Floats = NDArray[np.float32]
_BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a question before the choice.

    Attributes:
        topics: numbers of the candidates, ascending.
        features: shape (candidates, features).
        about: features of the question itself.
        national: code of the official name that fits best, and its fit (0 to 1).
    """

    topics: NDArray[np.intp]
    features: Floats
    about: Floats
    national: tuple[str, float]


@dataclass(frozen=True, slots=True)
class Links:
    """Topics by probability, best first, and the probability that any topic is meant."""

    ranking: tuple[tuple[str, float], ...]
    in_scope: float
    national: tuple[str, float]
    named: tuple[str, ...]


class TopicRanker:
    """Index, classifier and long tail: everything but the choice model."""

    def __init__(self, index: TopicIndex, classifier: TopicClassifier, national: NationalIndex) -> None:
        self.index = index
        self.classifier = classifier
        self.national = national

    def evidence(self, question: Question, *, must_hold: int | None = None) -> Evidence:
        """Candidates of a question with their features.

        Args:
            must_hold: number of a topic that has to be among the candidates (the right one, in training).
        """
        vectors = self.index.vectors(question)
        scores = np.stack([self._scores(*unit) for unit in zip(vectors[CHARS], vectors[WORDS], strict=True)])
        named = self.index.named(question.text)
        topics = candidates(scores[:, :-1], named if must_hold is None else [must_hold, *named])
        plain = np.concatenate(
            [self.index.similarities(question, vectors, topics), _decisions(scores[:, :-1], topics)], axis=-1
        )
        by_sentence = plain[1:].max(axis=0) if len(plain) > 1 else plain[0]
        both = np.concatenate([plain[0], by_sentence], axis=-1)
        features = np.concatenate([both, both * np.float32(question.unmarked)], axis=-1)
        national, codes = self.national.search(vectors[WORDS], question.units)
        return Evidence(
            topics=topics,
            features=features,
            about=question_features(question, scores, national),
            national=(codes[0], float(national[0, -1])),
        )

    def decisions(self, text: str) -> Floats:
        """What the classifier says of each topic for a text. Shape (topics,)."""
        views = self.index.views
        return self._scores(views[CHARS].vector(text), views[WORDS].vector(text))[:-1]

    def _scores(self, chars: Vector, words: Vector) -> Floats:
        """Decision values of one text in its two views. Shape (topics + 1,)."""
        return self.classifier.scores(joined(chars, words, len(self.index.views[CHARS].weights)))


class Linker:
    """A ranker with its choice model."""

    def __init__(self, ranker: TopicRanker, model: ChoiceModel) -> None:
        self.ranker = ranker
        self.model = model

    def link(self, question: Question, length: int = 5) -> Links:
        """The best topics of a question."""
        found = self.ranker.evidence(question)
        probabilities = self.model.probabilities(found.features, found.about)
        best = np.argsort(-probabilities[:-1], kind="stable")[:length]
        index = self.ranker.index
        return Links(
            ranking=tuple((index.topics[found.topics[i]], float(probabilities[i])) for i in best),
            in_scope=1.0 - float(probabilities[-1]),
            national=found.national,
            named=tuple(index.topics[number] for number in index.named(question.text)),
        )


@dataclass(frozen=True, slots=True)
class Linkers:
    """Two linkers in the same spaces, with the same choice model.

    Attributes:
        alone: reads a message by itself; it knows names and samples.
        behind: reads a message behind the thing that its conversation is about; it knows what was said in others too.
    """

    alone: Linker
    behind: Linker

    @classmethod
    def of(
        cls,
        indexes: tuple[TopicIndex, TopicIndex],
        classifiers: tuple[TopicClassifier, TopicClassifier],
        national: NationalIndex,
        model: ChoiceModel,
    ) -> Linkers:
        """The linker without the turns of conversations and the one with them, from their indexes and classifiers."""
        alone, behind = (
            Linker(TopicRanker(index, classifier, national), model)
            for index, classifier in zip(indexes, classifiers, strict=True)
        )
        return cls(alone, behind)

    def save(self, folder: Path) -> None:
        """Writes all parts."""
        (folder / _BEHIND).mkdir(exist_ok=True)
        self.behind.ranker.index.save(folder)
        self.behind.ranker.classifier.save(folder / _BEHIND)
        self.alone.ranker.classifier.save(folder)
        self.alone.ranker.national.save(folder)
        self.alone.model.save(folder / "choice.json")

    @classmethod
    def load(cls, folder: Path) -> Linkers:
        """Reads what `save` wrote; a model from before there were two has one classifier for both."""
        index = TopicIndex.load(folder)
        alone = TopicClassifier.load(folder)
        behind = TopicClassifier.load(folder / _BEHIND) if (folder / _BEHIND).is_dir() else alone
        national = NationalIndex.load(folder, index.views[WORDS])
        model = ChoiceModel.load(folder / "choice.json")
        return cls.of((index.without_turns(), index), (alone, behind), national, model)


def joined(chars: Vector, words: Vector, offset: int) -> Vector:
    """One text as the classifier reads it: word parts, then words."""
    return np.concatenate([chars[0], words[0] + offset]), np.concatenate([chars[1], words[1]])


def classifier_rows(chars: csr_matrix, words: csr_matrix) -> csr_matrix:
    """Many texts as the classifier reads them."""
    return csr_matrix(hstack([chars, words], format="csr"))


def _decisions(scores: Floats, topics: NDArray[np.intp]) -> Floats:
    """Decision value of each candidate, and its lead over the best other topic. Shape (units, candidates, 2)."""
    best = scores.argmax(axis=1)
    first = scores[np.arange(len(scores)), best]
    second = np.partition(scores, -2, axis=1)[:, -2] if scores.shape[1] > 1 else np.full(len(scores), -1.0)
    own = scores[:, topics]
    rival = np.where(topics[None, :] == best[:, None], second[:, None], first[:, None])
    return np.stack([own, own - rival], axis=-1).astype(np.float32)
