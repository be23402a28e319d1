"""What a message means after its writer corrected it: "không phải thường trú, ý tui là tạm trú" is about tạm trú."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.domain.text import fold_aligned

MOST_WORDS = 30  # a letter tells what is not the case without correcting anything
_CLAUSE_END = re.compile(r"[,.;:!]+\s*")
_LEAST_WORDS = 2


class Corrections:
    """Patterns of correction over text without tone marks."""

    def __init__(self, patterns: Sequence[str], denied_clause: str = r"(?!)", only_clause: str = r"(?!)") -> None:
        self._patterns = [re.compile(pattern) for pattern in patterns]
        self._denied = re.compile(denied_clause)
        self._only = re.compile(only_clause)

    @classmethod
    def load(cls, path: Path) -> Corrections:
        """Reads `data/lexicons/corrections.yml`; no patterns when the file is missing."""
        if not path.is_file():
            return cls([])
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        words = {"who": data["who"], "deny": data["deny"]}
        return cls(
            [str(entry["pattern"]).format(**words) for entry in data["patterns"]],
            str(data["denied_clause"]).format(**words),
            str(data["only_clause"]),
        )

    def meant(self, text: str) -> str:
        """The part of a lower-case text that is meant; the text itself when it corrects nothing."""
        if len(text.split()) > MOST_WORDS:
            return text
        folded = fold_aligned(text)
        for pattern in self._patterns:
            found = pattern.match(folded)
            if found and found["yes"].strip(" .,!?"):
                return _parts(text, found)
        return self._without_denied(text)

    def _without_denied(self, text: str) -> str:
        clauses = [clause.strip() for clause in _CLAUSE_END.split(text) if clause.strip()]
        kept = [clause for clause in clauses if not self._denied.match(fold_aligned(clause))]
        if len(kept) == len(clauses) or sum(len(clause.split()) for clause in kept) < _LEAST_WORDS:
            return text
        only = [clause for clause in kept if self._only.search(fold_aligned(clause))]
        return ", ".join(only or kept)


def _parts(text: str, found: re.Match[str]) -> str:
    """What a pattern says is meant: `yes` and, where the pattern has it, what comes after the denial."""
    more = found.span("more") if "more" in found.re.groupindex else (-1, -1)
    tail = text[more[0] : more[1]] if more[0] >= 0 else ""
    return (text[found.start("yes") : found.end("yes")].strip(" ,") + tail).strip(" ,")
