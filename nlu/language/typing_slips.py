"""Undoes typing slips in words that are no Vietnamese syllable: Telex and VNI keys, chat letters, one wrong key.

A word is changed only when the result is a syllable that the counts know beside its neighbours; everything else stays
as typed. Source of the one-key candidates: Damerau (1964), "A technique for computer detection and correction of
spelling errors".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.domain.text import fold
from nlu.language.syllable_counts import SyllableCounts

_TOKEN = re.compile(r"[^\W_]+")
_LETTERS = "abcdeghiklmnopqrstuvxy"
_SHORTEST = 3
_LONGEST = 10
_SHORTEST_GUESSED = 4
_TONE_KEYS = "sfrxj"
_DOUBLED = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("w", ""))
_CHAT = (("f", "ph"), ("j", "i"), ("z", "d"), ("w", "qu"), ("c", "k"), ("k", "c"))
_DIGITS = re.compile(r"\d")
_VOWEL = re.compile(r"[aeiouy]")
# How a folded Vietnamese syllable is built: a first consonant or none, vowels, a last consonant or none.
_FIRST, _LAST = "ngh|ng|nh|gh|kh|ph|th|tr|ch|gi|qu|[bcdghklmnprstvx]", "ch|ng|nh|[cmnpt]"
_BUILT = re.compile(rf"(?!.*(.)\1)({_FIRST})?[aeiouy]{{1,3}}({_LAST})?")
LEAST_PAIR = 3
LEAST_FOREIGN = 25


class TypingSlips:
    """Corrects unknown words by counts."""

    def __init__(self, counts: SyllableCounts) -> None:
        """Takes counts; what is no syllable but frequent ("online", "vneid") is right as it is."""
        self._frequency: Counter[str] = Counter()
        self._known: set[str] = set()
        for syllable, count in counts.singles.items():
            if _BUILT.fullmatch(plain := fold(syllable)):
                self._frequency[plain] += count
            elif count >= LEAST_FOREIGN:
                self._known.add(plain)
        self._pairs: Counter[tuple[str, str]] = Counter()
        for (first, second), count in counts.pairs.items():
            self._pairs[fold(first), fold(second)] += count

    def correct(self, text: str) -> str:
        """The text with slips undone; a corrected word has no tone marks."""
        found = list(_TOKEN.finditer(text))
        plain = [fold(match.group()) for match in found]
        pieces: list[str] = []
        end = 0
        for position, match in enumerate(found):
            if self._is_known(plain[position]):
                continue
            better = self._better(plain, position)
            if better:
                plain[position] = better
                pieces += [text[end : match.start()], better]
                end = match.end()
        return "".join([*pieces, text[end:]])

    def _is_known(self, word: str) -> bool:
        return word in self._frequency or word in self._known or word.isdecimal()

    def _better(self, words: list[str], position: int) -> str | None:
        word = words[position]
        if not _SHORTEST <= len(word) <= _LONGEST or word[0].isdigit() or not _may_be_vietnamese(word):
            return None
        left = words[position - 1] if position else ""
        right = words[position + 1] if position + 1 < len(words) else ""
        keys = [candidate for candidate in _without_keys(word) if candidate in self._frequency]
        if keys:
            return max(keys, key=lambda c: (self._fits(left, c, right), self._frequency[c], c))
        if _DIGITS.search(word) or len(word) < _SHORTEST_GUESSED:
            return None
        near = [candidate for candidate in set(_one_key_away(word)) if candidate in self._frequency]
        best = max(near, key=lambda c: (self._fits(left, c, right), self._frequency[c], c), default=None)
        return best if best and self._fits(left, best, right) >= LEAST_PAIR else None

    def _fits(self, left: str, word: str, right: str) -> int:
        return self._pairs[left, word] + self._pairs[word, right]


def _may_be_vietnamese(word: str) -> bool:
    """Initials such as "kts" have no vowel; a j or w may stand for one."""
    return bool(_VOWEL.search(word)) or "j" in word or "w" in word


def _without_keys(word: str) -> Iterator[str]:
    """The word without Telex or VNI keys, and with chat letters written out."""
    bases = {word, _DIGITS.sub("", word)}
    for base in list(bases):
        if len(base) > 2 and base[-1] in _TONE_KEYS:
            bases.add(base[:-1])
        bases |= {base[:i] + base[i + 1 :] for i in range(1, len(base)) if base[i] in _TONE_KEYS}
    for base in list(bases):
        changed = base
        for typed, meant in _DOUBLED:
            changed = changed.replace(typed, meant)
        bases.add(changed)
    for base in bases:
        for typed, meant in _CHAT:
            if typed in base:
                yield base.replace(typed, meant)
        if base != word:
            yield base


def _one_key_away(word: str) -> Iterator[str]:
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
