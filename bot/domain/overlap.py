"""How like a question is to the samples of the topics: trigrams of folded letters, counted once a catalogue."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
    """Finds near samples quickly among many; only topics that changed are counted again."""

    def __init__(self, topics: Iterable[Topic] = ()) -> None:
        self._topics: dict[str, tuple[Topic, _TopicSamples]] = {}
        self.update(topics)

    def update(self, topics: Iterable[Topic]) -> None:
        """Takes these topics in place of those before."""
        known = self._topics
        self._topics = {}
        for topic in topics:
            before = known.get(topic.id)
            same = before is not None and (before[0] is topic or before[0].samples == topic.samples)
            self._topics[topic.id] = (topic, before[1] if before and same else _TopicSamples(topic.samples))

    def near(self, text: str, *, beside: str = "", least: float = CLOSE, limit: int = 3) -> list[NearSample]:
        """Samples of topics other than `beside` that are at least so like the text, nearest first (Dice)."""
        parts = _trigrams(text)
        found = [
            NearSample(topic, sample, round(likeness, 2))
            for topic, (_, samples) in self._topics.items()
            if topic != beside
            for sample, likeness in samples.near(parts, least)
        ]
        return sorted(found, key=lambda near: (-near.likeness, near.topic, near.sample))[:limit]

    def topics_with_word(self, word: str) -> list[str]:
        """Topics whose samples hold a word or phrase as whole words, most often first."""
        wanted = f" {_letters(word)} "
        counts = Counter({topic: samples.with_words(wanted) for topic, (_, samples) in self._topics.items()})
        return [topic for topic, count in counts.most_common() if count]


class _TopicSamples:
    """The samples of one topic, as trigrams."""

    def __init__(self, samples: Sequence[str]) -> None:
        self._samples = tuple(samples)
        self._letters = [f" {_letters(sample)} " for sample in samples]
        self._sizes: list[int] = []
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, letters in enumerate(self._letters):
            parts = _parts(letters)
            self._sizes.append(len(parts))
            for part in parts:
                self._places[part].append(place)

    def near(self, parts: set[str], least: float) -> Iterator[tuple[str, float]]:
        """Samples with their likeness, where it is enough."""
        shared = Counter(place for part in parts if part in self._places for place in self._places[part])
        for place, count in shared.items():
            likeness = 2 * count / (len(parts) + self._sizes[place])
            if likeness >= least:
                yield self._samples[place], likeness

    def with_words(self, wanted: str) -> int:
        """Number of samples that hold a padded phrase."""
        return sum(wanted in letters for letters in self._letters)


def _letters(text: str) -> str:
    return _NOT_WORD.sub(" ", fold(text)).strip()


def _trigrams(text: str) -> set[str]:
    return _parts(f" {_letters(text)} ")


def _parts(padded: str) -> set[str]:
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
