"""Parts of a message that may be questions of their own: "làm khai sinh ở đâu, còn tạm trú thì cần gì?"."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from bot.domain.text import fold_aligned
from nlu.language.whole_words import whole_words
from nlu.linking.sentences import SENTENCE_END

MOST_WORDS = 45
LEAST_WORDS = 2
MOST_PARTS = 4


class QuestionParts:
    """Splits short messages at sentence ends and at connectors."""

    def __init__(self, connectors: Iterable[str]) -> None:
        self._connector = whole_words(map(fold_aligned, connectors))

    @classmethod
    def load(cls, path: Path) -> QuestionParts:
        """Reads `data/lexicons/connectors.yml`; only sentence ends count when the file is missing."""
        data = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return cls(map(str, data.get("words", ())))

    def of(self, text: str) -> list[str]:
        """Two to four parts of a normalised text, in order; none when it is one question or a long letter."""
        if len(text.split()) > MOST_WORDS:
            return []
        parts = [part for sentence in SENTENCE_END.split(text) for part in self._split(sentence)]
        long_enough = [part for part in parts if len(part.split()) >= LEAST_WORDS]
        return long_enough if 2 <= len(long_enough) <= MOST_PARTS else []

    def _split(self, sentence: str) -> list[str]:
        pieces: list[str] = []
        start = 0
        for found in self._connector.finditer(fold_aligned(sentence)):
            pieces.append(sentence[start : found.start()])
            start = found.end()
        return [piece.strip(" ,") for piece in [*pieces, sentence[start:]]]
