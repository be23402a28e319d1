"""Which topic a message of a conversation is about: a conditional logit over candidate topics and "none of them".

Source of the model: McFadden (1974), "Conditional logit analysis of qualitative choice behavior".
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ContextualChoice:
    """Weights that `troly train-dialogue` fitted on labelled conversations.

    Attributes:
        weights: weight of each feature of a topic (bot/services/contextual.py names them).
        none_weights: weight of each feature of the message, for "none of the topics".
    """

    weights: Mapping[str, float]
    none_weights: Mapping[str, float]

    def probabilities(self, topics: Sequence[Features], message: Features) -> tuple[list[float], float]:
        """Probability of each topic, and of none of them; together they are one.

        Raises:
            KeyError: a feature has no weight; the weights are of another version of the program.
        """
        utilities = [sum(self.weights[name] * value for name, value in topic.items()) for topic in topics]
        utilities.append(sum(self.none_weights[name] * value for name, value in message.items()))
        greatest = max(utilities)
        exponentials = [math.exp(utility - greatest) for utility in utilities]
        total = sum(exponentials)
        *of_topics, of_none = (value / total for value in exponentials)
        return of_topics, of_none
