"""Where the counts of the language are, and the tools made of them; each is made once in a process."""

from __future__ import annotations

from functools import cache

from bot.settings import PROJECT
from nlu.language.syllable_counts import SyllableCounts
from nlu.language.tone_marks import ToneMarks
from nlu.language.typing_slips import TypingSlips

LANGUAGE_FILE = PROJECT / "data" / "language" / "syllables.gz"


@cache
def counts() -> SyllableCounts:
    """The counts that the project ships. Raises CatalogueError when the file is missing or damaged."""
    return SyllableCounts.load(LANGUAGE_FILE)


@cache
def tone_marks() -> ToneMarks:
    """Restores tone marks by the shipped counts."""
    return ToneMarks(counts())


@cache
def typing_slips() -> TypingSlips:
    """Undoes typing slips by the shipped counts."""
    return TypingSlips(counts())
