"""One pattern for many words and phrases that stand whole in a text, the longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern of any of the words; one that matches nothing when there are none."""
    longest_first = sorted(set(words), key=len, reverse=True)
    if not longest_first:
        return re.compile(r"(?!)")
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
