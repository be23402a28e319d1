"""Counts of syllables and of pairs of syllables, learned from text and kept as a compact file.

The file holds numbers about a language, no sentence: it cannot be turned back into the texts it was counted on.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from bot.domain.errors import CatalogueError
from bot.domain.text import fold, nfc

SYLLABLE = re.compile(r"[^\W\d_]+")
_HEADER = "# syllable counts 1"
_LONGEST = 7  # letters of a Vietnamese syllable ("nghieng")
LEAST_SYLLABLE = 3
LEAST_PAIR = 2


@dataclass
class SyllableCounts:
    """How often each syllable (lower case, NFC, with its marks) and each pair was seen."""

    singles: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        """Counts one text; punctuation separates."""
        for piece in re.split(r"[^\w\s]+|\d+", nfc(text).lower()):
            found = [syllable for syllable in SYLLABLE.findall(piece) if len(syllable) <= _LONGEST]
            self.singles.update(found)
            self.pairs.update(pairwise(found))

    def pruned(self) -> SyllableCounts:
        """Without what was seen so rarely that it may be a slip."""
        singles = Counter({s: n for s, n in self.singles.items() if n >= LEAST_SYLLABLE})
        pairs = Counter(
            {p: n for p, n in self.pairs.items() if n >= LEAST_PAIR and p[0] in singles and p[1] in singles}
        )
        return SyllableCounts(singles, pairs)

    def forms(self) -> dict[str, list[str]]:
        """All marked forms of each folded syllable, the most frequent first."""
        found: dict[str, list[str]] = {}
        for syllable, _ in sorted(self.singles.items(), key=lambda item: (-item[1], item[0])):
            found.setdefault(fold(syllable), []).append(syllable)
        return found

    def save(self, path: Path) -> None:
        """Writes the counts; the same counts always give the same bytes."""
        names = sorted(self.singles)
        number = {name: position for position, name in enumerate(names)}
        lines = [_HEADER, *(f"{name}\t{self.singles[name]}" for name in names), ""]
        by_first: dict[int, list[str]] = {}
        for (first, second), count in sorted(self.pairs.items()):
            by_first.setdefault(number[first], []).append(f"{number[second]}:{count}")
        lines += [f"{first}\t{' '.join(seconds)}" for first, seconds in sorted(by_first.items())]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), mtime=0))

    @classmethod
    def load(cls, path: Path) -> SyllableCounts:
        """Reads what `save` wrote. Raises CatalogueError when the file is something else."""
        try:
            head, _, rest = gzip.decompress(path.read_bytes()).decode("utf-8").partition("\n\n")
            lines = head.split("\n")
            if lines[0] != _HEADER:
                raise ValueError(f"the first line is {lines[0][:40]!r}")  # noqa: TRY301 - told with the others below
            rows = [line.split("\t") for line in lines[1:]]
            names = [name for name, _ in rows]
            singles = Counter({name: int(count) for name, count in rows})
            pairs: Counter[tuple[str, str]] = Counter()
            for line in rest.split("\n"):
                first, _, seconds = line.partition("\t")
                for item in seconds.split():
                    second, _, count = item.partition(":")
                    pairs[names[int(first)], names[int(second)]] = int(count)
        except (OSError, ValueError, IndexError) as error:
            raise CatalogueError(
                [f"{path.name}: expected syllable counts, got: {error}. Next step: troly train-marks FILE..."]
            ) from error
        return cls(singles, pairs)


def count_texts(texts: Iterable[str]) -> SyllableCounts:
    """Counts over many texts, without the rare ones."""
    counts = SyllableCounts()
    for text in texts:
        counts.add(text)
    return counts.pruned()
