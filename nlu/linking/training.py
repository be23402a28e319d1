"""Trains the linkers on the samples themselves, honestly: a sample is never compared with itself.

Samples are dealt into folds; the features of a fold come from an index and a classifier without it. Every third
question is asked without tone marks, as many residents type.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from bot.adapters.question_frames import LONGEST_FRAMED_NAME
from bot.domain.text import fold, has_marks
from nlu.linking.choice_model import ChoiceModel
from nlu.linking.linker import Evidence, Linkers, TopicRanker, classifier_rows
from nlu.linking.national_index import NationalIndex
from nlu.linking.question import Question
from nlu.linking.topic_classifier import TopicClassifier
from nlu.linking.topic_index import CHARS, NAME, SAMPLE, WORDS, Entry, TopicIndex

FOLDS = 2  # three gave 6 of 2,700 held-out questions more right, 4 more wrong, in a fifth more time
SEED = 20261123
UNMARKED_EVERY = 3
ASKED_EVERY = 3  # all held-out samples gave the same weights in three times the time
NATIONAL_EVERY = 6  # names of official procedures outside the catalogue that stand as questions of no topic


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the linker learns from, all normalised.

    Attributes:
        entries: names, samples and descriptions of all topics, and turns of conversations.
        negatives: questions that belong to no topic.
        asides: messages that leave a conversation for no topic, behind the thing that it was about.
        national: names of official procedures outside the catalogue, by code.
        frames: plain questions around a name, each with `{name}` in it.
        restore: puts tone marks on a text that has none.
    """

    entries: Sequence[Entry]
    negatives: Sequence[str]
    national: dict[str, str]
    frames: Sequence[str]
    asides: Sequence[str] = ()
    restore: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class _Fold:
    """Questions that are kept from index and classifier, to see how they are found without them.

    Attributes:
        held_out: which entries of the index.
        negatives: the questions of no topic that the classifier sees.
        asked: all questions of the fold with the number of their topic, or -1.
    """

    held_out: NDArray[np.bool_]
    negatives: Sequence[str]
    asked: Sequence[tuple[str, int]]


def train_linkers(lesson: Lesson, *, penalty: float = 1.0, processes: int = 1) -> Linkers:
    """Fits the classifiers and the choice model, which learns from messages by themselves.

    Args:
        processes: how many folds are worked on at the same time; what is learned does not depend on it.
    """
    counted = [*lesson.national.values(), *lesson.negatives]
    index = TopicIndex.build(lesson.entries, counted, processes=processes)
    alone = index.without_turns()
    national = NationalIndex.build(lesson.national, index.views[WORDS])
    work = [delayed(_held_out_evidence)(alone, national, fold, lesson.restore) for fold in _folds(lesson, alone)]
    work += [delayed(train_classifier)(alone, lesson.negatives)]
    work += [delayed(train_classifier)(index, [*lesson.negatives, *lesson.asides])]
    *of_folds, classifier, behind = Parallel(n_jobs=processes)(work)
    evidence = [(found, chosen) for of_fold in of_folds for found, chosen in of_fold]
    model = ChoiceModel.train(
        np.stack([found.features for found, _ in evidence]),
        np.stack([found.about for found, _ in evidence]),
        np.array([chosen for _, chosen in evidence], dtype=np.intp),
        penalty=penalty,
    )
    return Linkers.of((alone, index), (classifier, behind), national, model)


def _folds(lesson: Lesson, index: TopicIndex) -> list[_Fold]:
    """The samples dealt out, with the other questions that are asked."""
    folds = np.random.default_rng(SEED).integers(0, FOLDS, len(index.entries))
    is_sample = np.array([entry.kind == SAMPLE for entry in index.entries])
    others = [*lesson.negatives, *_framed(list(lesson.national.values())[::NATIONAL_EVERY], lesson.frames)]
    dealt: list[_Fold] = []
    for current in range(FOLDS):
        held_out = is_sample & (folds == current)
        kept = [text for position, text in enumerate(lesson.negatives) if position % FOLDS != current]
        dealt.append(_Fold(held_out, kept, _asked(index, lesson, others, held_out, current)))
    return dealt


def _held_out_evidence(
    index: TopicIndex, national: NationalIndex, fold: _Fold, restore: Callable[[str], str]
) -> list[tuple[Evidence, int]]:
    """Evidence on each question from parts that did not see it, and the position of its topic (-1: none)."""
    seen = index.without(fold.held_out)
    ranker = TopicRanker(seen, train_classifier(seen, fold.negatives), national)
    found = []
    for text, topic in fold.asked:
        question = Question.of(text, None if has_marks(text) else restore(text))
        evidence = ranker.evidence(question, must_hold=topic if topic >= 0 else None)
        found.append((evidence, int(np.searchsorted(evidence.topics, topic)) if topic >= 0 else -1))
    return found


def train_classifier(index: TopicIndex, negatives: Sequence[str]) -> TopicClassifier:
    """The classifier over the entries of an index and questions of no topic."""
    texts = list(negatives)
    of_none = classifier_rows(index.views[CHARS].rows(texts), index.views[WORDS].rows(texts)) if texts else None
    own = classifier_rows(index.rows[CHARS], index.rows[WORDS])
    labels = np.array([index.number[entry.topic] for entry in index.entries] + [-1] * len(texts), dtype=np.intp)
    rows = own if of_none is None else csr_matrix(vstack([own, of_none]))
    return TopicClassifier.train(rows, labels, len(index.topics))


def _asked(
    index: TopicIndex, lesson: Lesson, others: Sequence[str], held_out: NDArray[np.bool_], current: int
) -> list[tuple[str, int]]:
    """Questions of one fold with the number of their topic: samples, framed names, questions of no topic."""
    asked = [
        (index.entries[i].text, index.number[index.entries[i].topic]) for i in np.flatnonzero(held_out)[::ASKED_EVERY]
    ]
    names = [entry for entry in index.entries if entry.kind == NAME and len(entry.text) <= LONGEST_FRAMED_NAME]
    framed = _framed([entry.text for entry in names], lesson.frames)
    asked += [
        (text, index.number[entry.topic])
        for position, (text, entry) in enumerate(zip(framed, names, strict=False))
        if position % FOLDS == current
    ]
    asked += [(text, -1) for text in others[current::FOLDS]]
    return [(text if position % UNMARKED_EVERY else fold(text), topic) for position, (text, topic) in enumerate(asked)]


def _framed(names: Sequence[str], frames: Sequence[str]) -> list[str]:
    """Each name in one of the frames, in turn."""
    return [frames[position % len(frames)].format(name=name) for position, name in enumerate(names)] if frames else []
