"""A choice that a resident picks by typing its number."""

from __future__ import annotations

import re

from bot.domain.text import clean, fold

# "2", "2.", "so 2", "chon so 2" after folding.
_NUMBER = re.compile(r"(?:(?:chon|so|muc|cau)\s+){0,3}(\d{1,2})\s*[.)]?")


def picked_number(text: str) -> int | None:
    """The number that a message consists of ("2", "2.", "so 2"), or None for any other message."""
    match = _NUMBER.fullmatch(fold(clean(text)))
    return int(match.group(1)) if match else None
