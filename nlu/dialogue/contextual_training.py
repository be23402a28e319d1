"""Fits how topics are ranked in a conversation, and says how well it does on conversations it has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from bot.domain.contextual_choice import ContextualChoice

FOLDS = 10
PENALTY = 1.0  # of squared weights, over features of unit deviation
LEAST_DEVIATION = 1e-6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LabelledTurn:
    """One turn after a topic was set.

    Attributes:
        conversation: turns of one conversation are never split between training and testing.
        topics: features of each topic that it may be about (bot.services.contextual).
        message: features of the message.
        meant: whether each topic would be right; none of them for a message that leaves the catalogue.
    """

    conversation: str
    topics: Sequence[Mapping[str, float]]
    message: Mapping[str, float]
    meant: Sequence[bool]


@dataclass(frozen=True, slots=True)
class _Turn:
    topics: Floats
    message: Floats
    right: Floats  # of the topics, then of none

    def probabilities(self, weights: Floats, none: Floats) -> Floats:
        utilities = np.append(self.topics @ weights, self.message @ none)
        exponentials = np.exp(utilities - utilities.max())
        return np.asarray(exponentials / exponentials.sum())


def fit_contextual_choice(turns: Sequence[LabelledTurn]) -> tuple[ContextualChoice, float]:
    """The model, and the share of turns whose likeliest topic was right when their conversation was left out.

    Raises:
        ValueError: fewer conversations than folds.
    """
    groups = [turn.conversation for turn in turns]
    if len(set(groups)) < FOLDS:
        raise ValueError(
            f"expected turns of at least {FOLDS} conversations, got {len(turns)} turns of {len(set(groups))}. "
            "Next step: label more in data/dialogues"
        )
    of_topic, of_message = list(turns[0].topics[0]), list(turns[0].message)
    raw = [_read(turn, of_topic, of_message) for turn in turns]
    spread = _deviation(np.concatenate([turn.topics for turn in raw]))
    message_spread = _deviation(np.stack([turn.message for turn in raw]))
    scaled = [_Turn(turn.topics / spread, turn.message / message_spread, turn.right) for turn in raw]
    right = 0
    for seen, unseen in GroupKFold(FOLDS).split(scaled, groups=groups):
        weights, none = _fitted([scaled[i] for i in seen])
        right += sum(bool(scaled[i].right[scaled[i].probabilities(weights, none).argmax()]) for i in unseen)
    weights, none = _fitted(scaled)
    model = ContextualChoice(
        dict(zip(of_topic, (weights / spread).tolist(), strict=True)),
        dict(zip(of_message, (none / message_spread).tolist(), strict=True)),
    )
    return model, right / len(turns)


def _read(turn: LabelledTurn, of_topic: Sequence[str], of_message: Sequence[str]) -> _Turn:
    topics = np.array([[topic[name] for name in of_topic] for topic in turn.topics], dtype=np.float64)
    message = np.array([turn.message[name] for name in of_message], dtype=np.float64)
    return _Turn(topics, message, np.array([*turn.meant, not any(turn.meant)], dtype=np.float64))


def _deviation(values: Floats) -> Floats:
    """Standard deviation of each column; 1 for a column that never changes, such as the bias."""
    found = values.std(axis=0)
    return np.where(found < LEAST_DEVIATION, 1.0, found)


def _fitted(turns: Sequence[_Turn]) -> tuple[Floats, Floats]:
    """Weights of greatest penalised likelihood that one of the right topics is chosen."""
    width = turns[0].topics.shape[1]

    def loss(packed: Floats) -> tuple[float, Floats]:
        value, gradient = 0.5 * PENALTY * float(packed @ packed), PENALTY * packed
        for turn in turns:
            chances = turn.probabilities(packed[:width], packed[width:])
            right = float(chances @ turn.right) + 1e-12
            excess = chances - chances * turn.right / right
            value -= float(np.log(right))
            gradient[:width] += turn.topics.T @ excess[:-1]
            gradient[width:] += turn.message * excess[-1]
        return value, gradient

    start = np.zeros(width + len(turns[0].message))
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return best[:width], best[width:]
