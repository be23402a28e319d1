"""Which names of topics stand word for word in a question.

"dang ky khai sinh" does not stand in "dang ky lai khai sinh".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.text import fold

_WORD = re.compile(r"\w+")
_LEAST_WORDS = 2


class NamePhrases:
    """All names of two words and more, without tone marks."""

    def __init__(self, names: Sequence[tuple[str, int]], topics: int) -> None:
        words = [(_WORD.findall(fold(name)), topic) for name, topic in names]
        self._names = [
            (f" {' '.join(found)} ", len(found), topic) for found, topic in words if len(found) >= _LEAST_WORDS
        ]
        self._topics = topics

    def contained(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Whether a name of each topic stands in each text, and the share of the text that the longest takes.

        Returns:
            Two arrays of shape (texts, topics).
        """
        found = np.zeros((len(texts), self._topics), dtype=np.float32)
        share = np.zeros_like(found)
        for row, text in enumerate(texts):
            words = _WORD.findall(fold(text))
            padded = f" {' '.join(words)} "
            for phrase, length, topic in self._names:
                if phrase in padded:
                    found[row, topic] = 1.0
                    share[row, topic] = max(share[row, topic], length / len(words))
        return found, share

    def named(self, text: str) -> list[int]:
        """Numbers of the topics that a text names; "khai sinh" inside "dang ky lai khai sinh" names nothing."""
        padded = f" {' '.join(_WORD.findall(fold(text)))} "
        found = {phrase: topic for phrase, _, topic in self._names if phrase in padded}
        return sorted({t for phrase, t in found.items() if not any(phrase != o and phrase in o for o in found)})
