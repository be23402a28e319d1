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
DRILL = 0.25  # weight of a turn of a drill: all of them weigh about as much as the conversations as people chat
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
        weight: how much the turn counts in the fit.
    """

    conversation: str
    topics: Sequence[Mapping[str, float]]
    message: Mapping[str, float]
    meant: Sequence[bool]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Turns:
    """Turns as rows of one matrix: a row for each topic of a turn, then one for none of them.

    Attributes:
        rows: features, those of a topic before those of a message; the others are zero. Shape (rows, features).
        right: 1 for a row that would be right, else 0.
        starts: first row of each turn.
        weights: of each turn.
    """

    rows: Floats
    right: Floats
    starts: NDArray[np.intp]
    weights: Floats

    def probabilities(self, weights: Floats) -> Floats:
        """Of each row among those of its turn."""
        utilities = self.rows @ weights
        exponentials = np.exp(utilities - np.repeat(np.maximum.reduceat(utilities, self.starts), self._lengths))
        return np.asarray(exponentials / np.repeat(np.add.reduceat(exponentials, self.starts), self._lengths))

    def loss(self, weights: Floats) -> tuple[float, Floats]:
        """Penalised negative log-likelihood that one of the right rows is chosen, and its gradient."""
        chances = self.probabilities(weights)
        right = np.add.reduceat(chances * self.right, self.starts) + 1e-12
        excess = chances - chances * self.right / np.repeat(right, self._lengths)
        excess *= np.repeat(self.weights, self._lengths)
        value = 0.5 * PENALTY * float(weights @ weights) - float(self.weights @ np.log(right))
        return value, PENALTY * weights + self.rows.T @ excess

    def only(self, turns: Sequence[int]) -> _Turns:
        """Some of the turns."""
        lengths = self._lengths[turns]
        kept = np.concatenate([np.arange(self.starts[i], self.starts[i] + self._lengths[i]) for i in turns])
        return _Turns(self.rows[kept], self.right[kept], np.cumsum(lengths) - lengths, self.weights[turns])

    def right_ones(self, weights: Floats) -> int:
        """In how many turns the likeliest row is right."""
        chances = self.probabilities(weights)
        ends = self.starts + self._lengths
        return sum(
            bool(self.right[start + chances[start:end].argmax()]) for start, end in zip(self.starts, ends, strict=True)
        )

    @property
    def _lengths(self) -> NDArray[np.intp]:
        return np.diff(np.append(self.starts, len(self.rows)))


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
    raw = _read(turns, of_topic, of_message)
    spread = _spread(raw, len(of_topic))
    scaled = _Turns(raw.rows / spread, raw.right, raw.starts, raw.weights)
    right = sum(
        scaled.only(unseen).right_ones(_fitted(scaled.only(seen)))
        for seen, unseen in GroupKFold(FOLDS).split(turns, groups=groups)
    )
    weights = (_fitted(scaled) / spread).tolist()
    model = ContextualChoice(
        dict(zip(of_topic, weights[: len(of_topic)], strict=True)),
        dict(zip(of_message, weights[len(of_topic) :], strict=True)),
    )
    return model, right / len(turns)


def _read(turns: Sequence[LabelledTurn], of_topic: Sequence[str], of_message: Sequence[str]) -> _Turns:
    rows: list[list[float]] = []
    right: list[float] = []
    starts: list[int] = []
    for turn in turns:
        starts.append(len(rows))
        rows += [[topic[name] for name in of_topic] + [0.0] * len(of_message) for topic in turn.topics]
        rows.append([0.0] * len(of_topic) + [turn.message[name] for name in of_message])
        right += [*turn.meant, not any(turn.meant)]
    weights = np.array([turn.weight for turn in turns])
    return _Turns(np.array(rows), np.array(right, dtype=np.float64), np.array(starts, dtype=np.intp), weights)


def _spread(turns: _Turns, of_topic: int) -> Floats:
    """Standard deviation of each feature where it occurs; 1 for one that never changes, such as the bias."""
    is_none = np.zeros(len(turns.rows), dtype=bool)
    is_none[np.append(turns.starts[1:], len(turns.rows)) - 1] = True
    found = np.concatenate([turns.rows[~is_none, :of_topic].std(axis=0), turns.rows[is_none, of_topic:].std(axis=0)])
    return np.where(found < LEAST_DEVIATION, 1.0, found)


def _fitted(turns: _Turns) -> Floats:
    """Weights of the least loss."""
    start = np.zeros(turns.rows.shape[1])
    return np.asarray(minimize(turns.loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x)
