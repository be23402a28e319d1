"""A question that waits for an officer: its code, its states and its reply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

CODE_PREFIX = "TL"
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 6
_CODE = re.compile(rf"\b{CODE_PREFIX}[- ]?([{CODE_ALPHABET}]{{{CODE_LENGTH}}})\b", re.IGNORECASE)


class QuestionState(StrEnum):
    """Life cycle of a question; an open one never expires."""

    NEW = "new"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    APPROVED = "approved"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that the assistant did not answer, with masked text."""

    code: str
    channel: str
    resident: str
    text: str
    reason: str
    state: QuestionState
    asked_at: datetime
    reply: str | None = None
    replied_at: datetime | None = None


def find_code(text: str) -> str | None:
    """The code of a question in a message ("mã TL-7K2M4Q tới đâu rồi"), in its one written form, or None."""
    match = _CODE.search(text)
    return written(match.group(1).upper()) if match else None


def written(letters: str) -> str:
    """A code as it is shown: prefix, dash, letters."""
    return f"{CODE_PREFIX}-{letters}"
