"""Tells whether a message names a matter at all, only asks for an aspect of the one before, or goes back to one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from itertools import pairwise
from pathlib import Path

import yaml

from bot.domain.text import fold, has_marks
from nlu.language.whole_words import whole_words

_WORD = re.compile(r"[^\W\d_]+")


class AspectWords:
    """Words that ask for an aspect or fill a sentence, openings that lean on the turn before, and words of return.

    Names of matters are no such words although they are made of them: "sao y", and "tien gia" without tone marks.
    """

    def __init__(
        self, words: Iterable[str], openings: Iterable[str], returns: Iterable[str] = (), names: Iterable[str] = ()
    ) -> None:
        self._words = _with_and_without_marks(words)
        self._openings = _with_and_without_marks(openings)
        self._returns = _with_and_without_marks(returns)
        self._listed = tuple(names)
        self._names = _with_and_without_marks(self._listed)

    @classmethod
    def load(cls, path: Path) -> AspectWords:
        """Reads a list of the shape of `data/lexicons/aspect_words.yml`; empty when the file is missing."""
        data = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return cls(*(map(str, data.get(key, ())) for key in ("words", "follow_up", "come_back", "names")))

    def knowing(self, names: Iterable[str]) -> AspectWords:
        """The same lists, with the names of topics that lose words of theirs where they have no tone marks.

        Args:
            names: normalised, with their tone marks.
        """
        losing = [fold(name) for name in names if self.content_words(fold(name)) < self.content_words(name)]
        known = copy(self)
        known._names = (whole_words([*map(fold, self._listed), *losing]), self._names[True])
        return known

    def content_words(self, text: str) -> int:
        """Number of words that are left once all words of the list are taken out."""
        return _count(self._left(text))

    def without(self, text: str) -> str:
        """The text without the words of the list, in lower case; empty where nothing but a letter or two is left."""
        left = " ".join(self._left(text).split())
        return left if _count(left) else ""

    def follows_up(self, text: str) -> bool:
        """Whether the message opens as one that goes on from the turn before."""
        is_marked, lowered = _as_listed(text)
        return self._openings[is_marked].match(lowered) is not None

    def comes_back(self, text: str) -> bool:
        """Whether the message says that it goes back to something that was spoken of before."""
        is_marked, lowered = _as_listed(text)
        return self._returns[is_marked].search(lowered) is not None

    def _left(self, text: str) -> str:
        is_marked, lowered = _as_listed(text)
        places = [place for name in self._names[is_marked].finditer(lowered) for place in name.span()]
        parts = [lowered[start:end] for start, end in pairwise([0, *places, len(lowered)])]
        return "".join(part if place % 2 else self._words[is_marked].sub(" ", part) for place, part in enumerate(parts))


def _count(text: str) -> int:
    """Number of words of more than one letter."""
    return sum(len(word) > 1 for word in _WORD.findall(text))


def _as_listed(text: str) -> tuple[bool, str]:
    """Whether a text has tone marks, and the form in which the lists hold such texts."""
    is_marked = has_marks(text)
    return is_marked, text.lower() if is_marked else fold(text)


def _with_and_without_marks(words: Iterable[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of whole words for texts without tone marks and for texts with them."""
    kept = list(words)
    return whole_words(map(fold, kept)), whole_words(kept)
