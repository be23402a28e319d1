"""Finds official codes in what residents write, replaced ones and those outside the catalogue included."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.catalogue import Catalogue
from bot.domain.national import NationalList, NationalProcedure
from bot.domain.text import fold
from bot.domain.topic import Replaced, Topic

_CODE = re.compile(r"(?<![\d.,/])\d\.\d{6,9}(?!\.?\d)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class CodeFound:
    """What a code stands for: a topic, or an official procedure without one."""

    code: str
    topic: Topic | None = None
    procedure: NationalProcedure | None = None


class CodeLookup:
    """Looks codes and replaced names up."""

    def __init__(self, catalogue: Catalogue, national: NationalList | None) -> None:
        self._catalogue = catalogue
        self._national = national

    def find(self, text: str) -> CodeFound | None:
        """The first code in a text that is known, or None."""
        for code in _CODE.findall(text):
            topic = self._catalogue.of_code(code)
            if topic:
                return CodeFound(code, topic=topic)
            procedure = self._national.get(code) if self._national else None
            if procedure:
                return CodeFound(code, procedure=procedure)
        return None

    def replaced(self, topic: Topic, text: str) -> Replaced | None:
        """The procedure that a topic has taken over and that a text names by code or by its old name, or None.

        An old name that people still use for the topic itself (one of its aliases) is not worth a word.
        """
        codes, asked = set(_CODE.findall(text)), _words(text)
        own = {_words(name) for name in (topic.name, topic.official_name, *topic.aliases) if name}
        for old in topic.replaces:
            name = _words(old.name)
            if old.code in codes or (name not in own and f" {name} " in f" {asked} "):
                return old
        return None

    def is_only_a_code(self, text: str) -> bool:
        """Whether a text has no word besides codes."""
        return not any(char.isalpha() for char in _CODE.sub("", text))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))
