"""A conditional logit over topics and "none of them": utilities are linear in features, probabilities are a softmax.

Trained by maximum likelihood with an L2 penalty, so the probabilities are calibrated on the training questions.
Source of the model: McFadden (1974), "Conditional logit analysis of qualitative choice behavior".
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float32]


class ChoiceModel:
    """Weights of the topic utilities and of the utility of "none"."""

    def __init__(self, weights: NDArray[np.float64], none_weights: NDArray[np.float64]) -> None:
        self.weights = weights
        self.none_weights = none_weights

    @classmethod
    def train(cls, features: Floats, about: Floats, chosen: NDArray[np.intp], *, penalty: float = 1.0) -> ChoiceModel:
        """Fits the weights.

        Args:
            features: shape (questions, topics, features).
            about: features of the questions themselves for the utility of "none", shape (questions, k).
            chosen: index of the right topic, or -1 for "none".
        """
        questions, topics, width = features.shape
        flat = features.reshape(questions * topics, width).astype(np.float64)
        about = about.astype(np.float64)
        rows = np.arange(questions)
        column = np.where(chosen >= 0, chosen, topics)

        def loss(packed: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            weights, none = packed[:width], packed[width:]
            utilities = np.concatenate([(flat @ weights).reshape(questions, topics), (about @ none)[:, None]], axis=1)
            utilities -= utilities.max(axis=1, keepdims=True)
            exponentials = np.exp(utilities)
            total = exponentials.sum(axis=1, keepdims=True)
            value = float((np.log(total[:, 0]) - utilities[rows, column]).sum() + 0.5 * penalty * packed @ packed)
            probabilities = exponentials / total
            probabilities[rows, column] -= 1.0
            gradient = np.concatenate([flat.T @ probabilities[:, :topics].ravel(), about.T @ probabilities[:, topics]])
            return value, gradient + penalty * packed

        start = np.zeros(width + about.shape[1])
        best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
        return cls(best[:width], best[width:])

    def probabilities(self, features: Floats, about: Floats) -> NDArray[np.float64]:
        """Probability of each topic and, in the last column, of none. Shape (questions, topics + 1)."""
        utilities = np.concatenate([features @ self.weights, (about @ self.none_weights)[:, None]], axis=1)
        utilities -= utilities.max(axis=1, keepdims=True)
        exponentials = np.exp(utilities)
        return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))

    def save(self, path: Path) -> None:
        """Writes the weights as JSON."""
        path.write_text(json.dumps({"weights": self.weights.tolist(), "none": self.none_weights.tolist()}))

    @classmethod
    def load(cls, path: Path) -> ChoiceModel:
        """Reads what `save` wrote."""
        data = json.loads(path.read_text())
        return cls(np.array(data["weights"]), np.array(data["none"]))
