"""Whether a message goes on with the topic of the conversation: a logistic model over a few signals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Continuation:
    """Weights that `troly train-dialogue` fitted on labelled conversations.

    Attributes:
        weights: weight of each signal (bot/services/continuing.py names them), in log-odds per unit of the signal.
        bias: log-odds when every signal is zero.
    """

    weights: Mapping[str, float]
    bias: float

    def probability(self, signals: Mapping[str, float]) -> float:
        """Probability between 0 and 1 that the message is about the topic before.

        Raises:
            KeyError: a signal has no weight; the weights are of another version of the program.
        """
        odds = self.bias + sum(self.weights[name] * value for name, value in signals.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
