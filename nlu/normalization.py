"""Normalises a message for the pipeline: Unicode, lower case, teencode, abbreviations, Southern forms.

Lexicons are data (`data/lexicons/*.yml`): entries of {from, to, why}.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from bot.domain.text import clean, fold, has_marks

MAX_CHARACTERS = 2000
_REPEATED = re.compile(r"([^\W\d_])\1{2,}(?!\w)")  # "khônggg"; "cccd" stays


def read_lexicon(path: Path) -> dict[str, str]:
    """Entries of a lexicon file as typed form -> standard form."""
    data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return {str(entry["from"]).lower(): str(entry["to"]).lower() for entry in data.get("entries", ())}


class Normalizer:
    """Replaces typed forms by standard ones, whole words only, longest first."""

    def __init__(self, lexicons: Sequence[Mapping[str, str]]) -> None:
        merged: dict[str, str] = {}
        for lexicon in lexicons:
            merged |= {source: target for source, target in lexicon.items() if source != target}
        self._targets = merged
        self._pattern = (
            re.compile(
                r"(?<!\w)(?:" + "|".join(re.escape(s) for s in sorted(merged, key=len, reverse=True)) + r")(?!\w)"
            )
            if merged
            else None
        )

    def normalize(self, text: str) -> str:
        """The text as the featurizers read it; without tone marks when it came without."""
        lowered = _REPEATED.sub(r"\1", clean(text[:MAX_CHARACTERS]).lower())
        if self._pattern is None:
            return lowered
        replaced = self._pattern.sub(lambda match: self._targets[match.group()], lowered)
        return replaced if has_marks(lowered) else fold(replaced)
