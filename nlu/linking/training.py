"""Trains the choice model on the samples themselves, honestly: a sample is never compared with itself.

Samples are dealt into folds; the features of a fold come from an index without it. Half of the questions are seen a
second time without tone marks, as half of the residents type them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.text import fold
from nlu.linking.choice_model import ChoiceModel
from nlu.linking.embedding import embed
from nlu.linking.national_index import NationalIndex
from nlu.linking.question_features import question_features
from nlu.linking.topic_index import NAME, SAMPLE, TopicIndex

FOLDS = 3
SEED = 20261123
UNMARKED_EVERY = 2
ASKED_EVERY = 2  # all held-out samples gave the same weights in twice the time
LONGEST_FRAMED_NAME = 60


def train_choice_model(
    index: TopicIndex, national: NationalIndex, negatives: Sequence[str], frames: Sequence[str], *, penalty: float = 1.0
) -> ChoiceModel:
    """Fits the model on all samples of the index and on questions that belong to no topic."""
    folds = np.random.default_rng(SEED).integers(0, FOLDS, len(index.entries))
    number = {topic: position for position, topic in enumerate(index.topics)}
    is_sample = np.array([entry.kind == SAMPLE for entry in index.entries])
    blocks: list[NDArray[np.float32]] = []
    about: list[NDArray[np.float32]] = []
    chosen: list[int] = []
    for current in range(FOLDS):
        held_out = is_sample & (folds == current)
        asked = [
            (index.entries[i].text, number[index.entries[i].topic]) for i in np.flatnonzero(held_out)[::ASKED_EVERY]
        ]
        asked += _framed_names(index, frames, number, current)
        asked += [(text, -1) for text in negatives[current::FOLDS]]
        asked += [(fold(text), topic) for text, topic in asked[::UNMARKED_EVERY]]
        texts = [text for text, _ in asked]
        embeddings = embed(texts) if index.with_embedding else None
        blocks.append(index.without(held_out).features(texts, embeddings))
        about.append(question_features(texts, national.similarities(texts)))
        chosen += [topic for _, topic in asked]
    return ChoiceModel.train(np.concatenate(blocks), np.concatenate(about), np.array(chosen), penalty=penalty)


def _framed_names(
    index: TopicIndex, frames: Sequence[str], number: dict[str, int], current: int
) -> list[tuple[str, int]]:
    """Every third name of the topics, each in one of the frames."""
    names = [entry for entry in index.entries if entry.kind == NAME and len(entry.text) <= LONGEST_FRAMED_NAME]
    if not frames:
        return []
    return [
        (frames[position % len(frames)].format(name=entry.text), number[entry.topic])
        for position, entry in enumerate(names)
        if position % FOLDS == current
    ]
