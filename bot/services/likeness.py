"""Whether two questions ask the same, judged by their words; a wrong yes is worse than a missed one.

Words weigh by how rare they are among the questions that residents ask about all topics. Two questions are alike when
most of the weight is shared, when they ask for the same side of the matter, and when not both hold a telling word that
the other lacks ("tam tru", "thuong tru"). Where the topic linker is sure of one and the same topic, less needs to be
shared; where it is sure of two topics, nothing helps.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from bot.domain.text import fold, nfc

ALIKE = 0.7
ALIKE_OF_ONE_TOPIC = 0.5
SURE_OF_TOPIC = 0.5
# A word of this weight that only one question holds is a difference, if the other holds a notable one of its own.
TELLING = 0.4
NOTABLE = 0.3
# Below this a question says too little to be compared ("le phi sao?").
SAYS_ENOUGH = 1.0
LEAST_WEIGHT = 0.25
# Numbers, and names inside a sentence: a hamlet, a market, a clause.
NAME_WEIGHT = 0.5
LONGEST_PHRASE = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class WordKnowledge:
    """What is known about words; folded where nothing else is said.

    Attributes:
        spellings: what chat spellings and initials stand for, both with their marks; keys of one to four words.
        aspects: phrases that ask for a side of a matter, folded and with their marks.
        deeds: phrases for what is to be done about a matter, folded and with their marks.
        fillers: words that say nothing about a matter, folded and with their marks.
        topics_with: in how many topics' questions a word is found, folded and with its marks.
        topics: number of topics.
    """

    spellings: Mapping[str, str] = field(default_factory=dict)
    aspects: Mapping[str, str] = field(default_factory=dict)
    deeds: Mapping[str, str] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()
    topics_with: Mapping[str, int] = field(default_factory=dict)
    topics: int = 1

    @cached_property
    def openings(self) -> frozenset[str]:
        """First words of all phrases."""
        return frozenset(phrase.partition(" ")[0] for phrase in (*self.aspects, *self.deeds))

    @cached_property
    def spelling_openings(self) -> frozenset[str]:
        """First words of all spellings."""
        return frozenset(spelling.partition(" ")[0] for spelling in self.spellings)

    def weight(self, word: str) -> float:
        """From 0 (in every topic) to 1 (in none)."""
        return self._weights_by_count[min(self.topics_with.get(word, 0), self.topics)]

    @cached_property
    def _weights_by_count(self) -> list[float]:
        whole = math.log(self.topics + 1)
        return [math.log((self.topics + 1) / (count + 1)) / whole for count in range(self.topics + 1)]


@dataclass(frozen=True, slots=True)
class Signature:
    """A question as it is compared.

    Attributes:
        bare: how it would look without its marks, which is how it is compared with one that was written without any;
            None for a question without marks.
    """

    weights: Mapping[str, float]
    norm: float
    total: float
    aspects: frozenset[str]
    deeds: frozenset[str]
    marked: Mapping[str, str]
    topic: str | None = None
    bare: Signature | None = None


def signature_of(text: str, knowledge: WordKnowledge, topics: Iterable[tuple[str, float]] = ()) -> Signature:
    """The signature of a masked question and the topics that the linker saw in it."""
    typed = _WORD.findall(nfc(text))
    names = {_folded(word) for word in typed[1:] if word.istitle()}
    words = _replaced([(_folded(word), word.lower()) for word in typed], knowledge)
    best = max(topics, key=lambda pair: (pair[1], pair[0]), default=("", 0.0))
    topic = best[0] if best[1] >= SURE_OF_TOPIC else None
    bare = _signature([(folded, folded) for folded, _ in words], names, knowledge, topic)
    if all(folded == written for folded, written in words):
        return bare
    return replace(_signature(words, names, knowledge, topic), bare=bare)


def _signature(words: list[tuple[str, str]], names: set[str], knowledge: WordKnowledge, topic: str | None) -> Signature:
    """Phrases and words are looked up as they were typed: with their marks, or folded."""
    forms = [written for _, written in words]
    aspects: set[str] = set()
    deeds: set[str] = set()
    weights: dict[str, float] = {}
    marked: dict[str, str] = {}
    start = 0
    while start < len(words):
        length = 1
        if forms[start] in knowledge.openings:
            length, aspect = _phrase_at(forms, start, knowledge.aspects)
            if aspect:
                aspects.add(aspect)
                start += length
                continue
            length, deed = _phrase_at(forms, start, knowledge.deeds)
            if deed:
                deeds.add(deed)
        for folded, word in words[start : start + length]:
            if word not in knowledge.fillers:
                least = NAME_WEIGHT if word.isdigit() or folded in names else LEAST_WEIGHT
                weights[folded] = max(knowledge.weight(word), least)
                if word != folded:
                    marked[folded] = word
        start += length
    return Signature(
        weights=weights,
        norm=math.sqrt(sum(weight * weight for weight in weights.values())),
        total=sum(weights.values()),
        aspects=frozenset(aspects),
        deeds=frozenset(deeds),
        marked=marked,
        topic=topic,
    )


def likeness(one: Signature, other: Signature) -> float:
    """How alike two questions are, from 0 to 1; 0 where they must stay apart."""
    one, other = on_one_footing(one, other)
    is_one_topic = one.topic is not None and one.topic == other.topic
    if one.topic and other.topic and not is_one_topic:
        return 0.0
    if one.aspects and other.aspects and one.aspects != other.aspects:
        return 0.0
    if one.deeds != other.deeds and not is_one_topic:
        return 0.0
    if min(one.total, other.total) < SAYS_ENOUGH:
        return 1.0 if is_one_topic and one.weights.keys() == other.weights.keys() else 0.0
    shared = shared_words(one, other)
    cosine = cosine_of(shared, one, other)
    if cosine < (ALIKE_OF_ONE_TOPIC if is_one_topic else ALIKE):
        return 0.0
    if not is_one_topic and _differ(one, other, shared):
        return 0.0
    return min(cosine + (0.1 if is_one_topic else 0.0), 1.0)


def on_one_footing(one: Signature, other: Signature) -> tuple[Signature, Signature]:
    """Both without marks where only one was written with them: a word such as the folded "o" tells nothing there."""
    if one.bare is not None and other.bare is None:
        return one.bare, other
    if other.bare is not None and one.bare is None:
        return one, other.bare
    return one, other


def shared_words(one: Signature, other: Signature) -> set[str]:
    """The folded words that both hold."""
    return {word for word in one.weights if word in other.weights and _is_one_word(word, one, other)}


def cosine_of(shared: set[str], one: Signature, other: Signature) -> float:
    """The shared weight against the whole, from 0 to 1."""
    return sum(one.weights[word] * other.weights[word] for word in shared) / (one.norm * other.norm) if shared else 0.0


def _is_one_word(word: str, one: Signature, other: Signature) -> bool:
    """Whether a folded word is the same in both, marks included where both wrote it with marks."""
    marks, others = one.marked.get(word), other.marked.get(word)
    return marks is None or others is None or marks == others or sorted(_parts(marks)) == sorted(_parts(others))


def _parts(word: str) -> str:
    """Letters and marks apart, so that two ways to place a tone mark are one."""
    return unicodedata.normalize("NFD", word)


def _differ(one: Signature, other: Signature, shared: set[str]) -> bool:
    """Whether each holds a word that the other lacks, and one of these words is telling."""
    mine = max((weight for word, weight in one.weights.items() if word not in shared), default=0.0)
    others = max((weight for word, weight in other.weights.items() if word not in shared), default=0.0)
    return min(mine, others) >= NOTABLE and max(mine, others) >= TELLING


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    return fold(word)


def _phrase_at(words: list[str], start: int, phrases: Mapping[str, str]) -> tuple[int, str | None]:
    """Length and meaning of the longest known phrase that begins at a place, or (1, None)."""
    for length in range(min(LONGEST_PHRASE, len(words) - start), 0, -1):
        meaning = phrases.get(" ".join(words[start : start + length]))
        if meaning:
            return length, meaning
    return 1, None


def _replaced(words: list[tuple[str, str]], knowledge: WordKnowledge) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    start = 0
    while start < len(words):
        longest = LONGEST_PHRASE if words[start][1] in knowledge.spelling_openings else 0
        for length in range(min(longest, len(words) - start), 0, -1):
            full = knowledge.spellings.get(" ".join(written for _, written in words[start : start + length]))
            if full is not None:
                found += [(_folded(word), word) for word in full.split()]
                start += length
                break
        else:
            found.append(words[start])
            start += 1
    return found
