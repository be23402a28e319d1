"""Normalises a message for the pipeline: Unicode, lower case, teencode, abbreviations, Southern forms.

Lexicons are data (`data/lexicons/*.yml`): entries of {from, to, why}, and combinations of words that get one more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import yaml

from bot.domain.text import clean, fold, has_marks
from nlu.language.whole_words import whole_words

MAX_CHARACTERS = 2000
_REPEATED = re.compile(r"([^\W\d_])\1{2,}(?!\w)")  # "khônggg"; "cccd" stays


def read_lexicon(path: Path) -> dict[str, str]:
    """Entries and combinations of a lexicon file as typed form -> standard form.

    A combination stands for each word of `behind` before each of `names`, with tone marks and, but for
    `unmarked: false`, without; its standard form has `add` at the end. One that adds nothing keeps a longer name from
    being read as a shorter one.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    combined: dict[str, str] = {}
    for combination in data.get("combinations", ()):
        for before, name in product(combination["behind"], combination["names"]):
            form, standard = f"{before} {name}", f"{before} {name} {combination.get('add', '')}".strip()
            combined |= {form: standard} | ({fold(form): fold(standard)} if combination.get("unmarked", True) else {})
    entries = {str(entry["from"]).lower(): str(entry["to"]).lower() for entry in data.get("entries", ())}
    return combined | entries


class Replacing:
    """Replaces typed forms by standard ones, whole words only, longest first."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        self._targets = targets
        self._forms = whole_words(targets)

    def __call__(self, text: str) -> str:
        """The text with each form replaced."""
        return self._forms.sub(lambda match: self._targets[match.group()], text)


class Normalizer:
    """Brings a text to standard forms, then adds the general words for what it says ("người hàn": nước ngoài)."""

    def __init__(self, lexicons: Sequence[Mapping[str, str]], additions: Sequence[Mapping[str, str]] = ()) -> None:
        """Takes the lists that replace and those that add; in both, later ones win."""
        self._standard = Replacing(_merged(lexicons))
        self._general = Replacing(_merged(additions))

    def normalize(self, text: str) -> str:
        """The text as the featurizers read it; without tone marks when it came without."""
        lowered = _REPEATED.sub(r"\1", clean(text[:MAX_CHARACTERS]).lower())
        replaced = self._standard(lowered)
        return self._general(replaced if has_marks(lowered) else fold(replaced))


def _merged(lexicons: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {form: standard for lexicon in lexicons for form, standard in lexicon.items()}
