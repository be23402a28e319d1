"""How like a question is to the samples of the topics: trigrams of folded letters, counted once a catalogue."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.text import fold
from bot.domain.topic import Topic

CLOSE = 0.72
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class NearSample:
    """A sample question and its likeness to the one asked for (0 to 1)."""

    topic: str
    sample: str
    likeness: float


class SampleOverlap:
    """Finds near samples quickly among many."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._samples = [(topic.id, sample) for topic in topics for sample in topic.samples]
        self._sizes: list[int] = []
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, (_, sample) in enumerate(self._samples):
            parts = _trigrams(sample)
            self._sizes.append(len(parts))
            for part in parts:
                self._places[part].append(place)

    def near(self, text: str, *, beside: str = "", least: float = CLOSE, limit: int = 3) -> list[NearSample]:
        """Samples of topics other than `beside` that are at least so like the text, nearest first (Dice)."""
        parts = _trigrams(text)
        shared = Counter(place for part in parts for place in self._places.get(part, ()))
        found = [
            NearSample(topic, sample, round(likeness, 2))
            for place, count in shared.items()
            if (likeness := 2 * count / (len(parts) + self._sizes[place])) >= least
            for topic, sample in [self._samples[place]]
            if topic != beside
        ]
        return sorted(found, key=lambda near: (-near.likeness, near.topic, near.sample))[:limit]

    def topics_with_word(self, word: str) -> list[str]:
        """Topics whose samples hold a word or phrase as whole words, most often first."""
        wanted = f" {_letters(word)} "
        counts = Counter(topic for topic, sample in self._samples if wanted in f" {_letters(sample)} ")
        return [topic for topic, _ in counts.most_common()]


def _letters(text: str) -> str:
    return _NOT_WORD.sub(" ", fold(text)).strip()


def _trigrams(text: str) -> set[str]:
    padded = f" {_letters(text)} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
