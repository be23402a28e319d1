"""Sentences of a message: a story is understood by the sentence that asks."""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"[.?!;\n]+(?=\s|\Z)")
_SHORTEST = 8


def sentences(text: str) -> list[str]:
    """The sentences of a text that are long enough to say something; the text itself when it is only one."""
    parts = [part.strip() for part in SENTENCE_END.split(text)]
    long_enough = [part for part in parts if len(part) >= _SHORTEST]
    return long_enough if len(long_enough) > 1 else [text]
