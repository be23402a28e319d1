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
        self._names: dict[tuple[str, ...], list[int]] = {}
        for found, topic in words:
            if len(found) >= _LEAST_WORDS:
                self._names.setdefault(tuple(found), []).append(topic)
        self._lengths = sorted({len(name) for name in self._names})
        self._topics = topics

    def contained(
        self, texts: Sequence[str], topics: NDArray[np.intp] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Whether a name of each topic stands in each text, and the share of the text that the longest takes.

        Args:
            topics: numbers of the topics that are asked for; all when None.

        Returns:
            Two arrays of shape (topics, texts).
        """
        share = np.zeros((self._topics, len(texts)), dtype=np.float32)
        for column, text in enumerate(texts):
            words = _WORD.findall(fold(text))
            for start, length in self._spans(words):
                for topic in self._names[tuple(words[start : start + length])]:
                    share[topic, column] = max(share[topic, column], length / len(words))
        share = share if topics is None else share[topics]
        return (share > 0).astype(np.float32), share

    def named(self, text: str) -> list[int]:
        """Numbers of the topics that a text names; "khai sinh" inside "dang ky lai khai sinh" names nothing."""
        words = _WORD.findall(fold(text))
        spans = self._spans(words)
        outer = [
            (start, length)
            for start, length in spans
            if not any(o != (start, length) and o[0] <= start and start + length <= o[0] + o[1] for o in spans)
        ]
        return sorted({t for start, length in outer for t in self._names[tuple(words[start : start + length])]})

    def _spans(self, words: Sequence[str]) -> list[tuple[int, int]]:
        return [
            (start, length)
            for length in self._lengths
            for start in range(len(words) - length + 1)
            if tuple(words[start : start + length]) in self._names
        ]
