"""Puts tone and vowel marks on text that came without: the likeliest sequence of syllables (Viterbi over pairs).

Source: Viterbi (1967); pair probabilities are interpolated with single ones (Jelinek and Mercer, 1980).
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

from bot.domain.text import fold
from nlu.language.syllable_counts import SYLLABLE, SyllableCounts

PAIR_SHARE = 0.85
MOST_FORMS = 8


class ToneMarks:
    """Restores marks by counts."""

    def __init__(self, counts: SyllableCounts) -> None:
        self._singles = counts.singles
        self._pairs = counts.pairs
        self._forms = {plain: forms[:MOST_FORMS] for plain, forms in counts.forms().items()}
        self._total = max(1, sum(counts.singles.values()))

    def restore(self, text: str) -> str:
        """The text with marks where they can be told; every other character stays in its place.

        Args:
            text: lower case, without marks.
        """
        found = list(SYLLABLE.finditer(text))
        if not found:
            return text
        chosen = self._likeliest([match.group() for match in found])
        pieces: list[str] = [text[: found[0].start()]]
        for (match, following), syllable in zip(pairwise([*found, None]), chosen, strict=True):
            assert match is not None  # noqa: S101 - only the last of the padded list is None
            pieces += [syllable, text[match.end() : following.start() if following else len(text)]]
        return "".join(pieces)

    def _likeliest(self, syllables: list[str]) -> list[str]:
        columns = [self._forms.get(fold(syllable)) or [syllable] for syllable in syllables]
        scores = {form: self._single(form) for form in columns[0]}
        back: list[dict[str, str]] = []
        for column in columns[1:]:
            step: dict[str, str] = {}
            best: dict[str, float] = {}
            for form in column:
                score, before = max((value + self._step(last, form), last) for last, value in scores.items())
                best[form], step[form] = score, before
            scores = best
            back.append(step)
        last = max(scores, key=lambda form: (scores[form], form))
        path = [last]
        for step in reversed(back):
            path.append(step[path[-1]])
        return path[::-1]

    @lru_cache(maxsize=50_000)  # noqa: B019 - one restorer lives as long as the process
    def _step(self, before: str, form: str) -> float:
        seen = self._singles.get(before, 0)
        pair = self._pairs.get((before, form), 0) / seen if seen else 0.0
        single = (self._singles.get(form, 0) + 0.1) / self._total
        return math.log(PAIR_SHARE * pair + (1 - PAIR_SHARE) * single)

    def _single(self, form: str) -> float:
        return math.log((self._singles.get(form, 0) + 0.1) / self._total)
