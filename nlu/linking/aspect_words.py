"""Tells whether a message names a matter at all, or only asks for an aspect of the one before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.domain.text import fold, has_marks

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class AspectWords:
    """Words that ask for an aspect or fill a sentence, and openings that lean on the turn before."""

    words: tuple[str, ...]
    openings: tuple[str, ...]

    @classmethod
    def load(cls, path: Path) -> AspectWords:
        """Reads `data/lexicons/aspect_words.yml`; empty when the file is missing."""
        data = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return cls(tuple(map(str, data.get("words", ()))), tuple(map(str, data.get("follow_up", ()))))

    def content_words(self, text: str) -> int:
        """Number of words that are left once all words of the list are taken out."""
        marked = has_marks(text)
        left = self._pattern(marked).sub(" ", text.lower() if marked else fold(text))
        return sum(len(word) > 1 for word in _WORD.findall(left))

    def follows_up(self, text: str) -> bool:
        """Whether the message opens as one that goes on from the turn before."""
        marked = has_marks(text)
        lowered = text.lower() if marked else fold(text)
        return any(
            re.match(rf"{re.escape(opening if marked else fold(opening))}(?!\w)", lowered) for opening in self.openings
        )

    def _pattern(self, marked: bool) -> re.Pattern[str]:
        return _compiled(tuple(self.words if marked else map(fold, self.words)))


_CACHE: dict[tuple[str, ...], re.Pattern[str]] = {}


def _compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    if words not in _CACHE:
        _CACHE[words] = _whole_words(words)
    return _CACHE[words]


def _whole_words(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(set(words), key=len, reverse=True)
    if not longest_first:
        return re.compile(r"(?!)")
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
