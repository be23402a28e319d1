"""A conditional logit over candidate topics and "none of them": utilities are linear, probabilities a softmax.

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
Doubles = NDArray[np.float64]


class ChoiceModel:
    """Weights of the topic utilities and of the utility of "none", over standardised features."""

    def __init__(self, weights: Doubles, none_weights: Doubles) -> None:
        self.weights = weights
        self.none_weights = none_weights

    @classmethod
    def train(cls, features: Floats, about: Floats, chosen: NDArray[np.intp], *, penalty: float = 1.0) -> ChoiceModel:
        """Fits the weights.

        Args:
            features: of the candidates of each question, shape (questions, candidates, features).
            about: features of the questions themselves for the utility of "none", shape (questions, k).
            chosen: position of the right topic among the candidates, or -1 for "none".
        """
        questions, candidates, width = features.shape
        scale = np.maximum(features.reshape(-1, width).std(axis=0, dtype=np.float64), 1e-6)
        none_scale = np.maximum(about.std(axis=0, dtype=np.float64), 1e-6)
        none_scale[about.std(axis=0) < 1e-6] = 1.0
        flat = (features.reshape(questions * candidates, width) / scale).astype(np.float32)
        own = (about / none_scale).astype(np.float64)
        rows = np.arange(questions)
        column = np.where(chosen >= 0, chosen, candidates)

        def loss(packed: Doubles) -> tuple[float, Doubles]:
            weights, none = packed[:width], packed[width:]
            utilities = np.empty((questions, candidates + 1))
            utilities[:, :candidates] = (flat @ weights.astype(np.float32)).reshape(questions, candidates)
            utilities[:, candidates] = own @ none
            utilities -= utilities.max(axis=1, keepdims=True)
            exponentials = np.exp(utilities)
            total = exponentials.sum(axis=1, keepdims=True)
            value = float((np.log(total[:, 0]) - utilities[rows, column]).sum() + 0.5 * penalty * packed @ packed)
            probabilities = exponentials / total
            probabilities[rows, column] -= 1.0
            gradient = np.concatenate(
                [
                    flat.T @ probabilities[:, :candidates].ravel().astype(np.float32),
                    own.T @ probabilities[:, candidates],
                ]
            )
            return value, gradient + penalty * packed

        start = np.zeros(width + about.shape[1])
        best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
        return cls(best[:width] / scale, best[width:] / none_scale)

    def probabilities(self, features: Floats, about: Floats) -> Doubles:
        """Probability of each candidate of one question and, last, of none. Shape (candidates + 1,)."""
        utilities = np.append(features @ self.weights, about @ self.none_weights)
        exponentials = np.exp(utilities - utilities.max())
        return np.asarray(exponentials / exponentials.sum())

    def save(self, path: Path) -> None:
        """Writes the weights as JSON."""
        path.write_text(json.dumps({"weights": self.weights.tolist(), "none": self.none_weights.tolist()}))

    @classmethod
    def load(cls, path: Path) -> ChoiceModel:
        """Reads what `save` wrote."""
        data = json.loads(path.read_text())
        return cls(np.array(data["weights"]), np.array(data["none"]))
