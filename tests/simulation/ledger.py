"""What was asked and what came back: lost, twice, out of order, how late."""

from __future__ import annotations

import math
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

SIGNATURE_LINES = 2
SIGNATURE_CHARACTERS = 200


def signature(text: str) -> str:
    """What an answer is recognised by: its first lines, which notices and codes at its end do not change."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    return "\n".join(lines[:SIGNATURE_LINES])[:SIGNATURE_CHARACTERS]


@dataclass
class Asked:
    """One message of a resident and the answer that it must get."""

    expected: str
    at: float
    place: int
    answered_at: float | None = None


@dataclass
class _Conversation:
    asked: list[Asked] = field(default_factory=list)
    by_signature: dict[str, Asked] = field(default_factory=dict)
    last_place: int = -1


class Ledger:
    """Keeps account; may be used from several threads. A resident must never expect the same answer twice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: dict[int, _Conversation] = defaultdict(_Conversation)
        self.duplicated = 0
        self.out_of_order = 0
        self.unexpected: list[str] = []

    def knows(self, resident: int, expected: str) -> bool:
        """Whether a resident has asked for this answer already."""
        with self._lock:
            return expected in self._of[resident].by_signature

    def ask(self, resident: int, expected: str, at: float) -> None:
        """A resident asks for an answer."""
        with self._lock:
            conversation = self._of[resident]
            asked = Asked(expected, at, len(conversation.asked))
            conversation.asked.append(asked)
            conversation.by_signature[expected] = asked

    def arrive(self, resident: int, text: str, at: float) -> None:
        """A message arrives at a resident."""
        with self._lock:
            conversation = self._of[resident]
            asked = conversation.by_signature.get(signature(text))
            if asked is None:
                self.unexpected.append(signature(text))
            elif asked.answered_at is not None:
                self.duplicated += 1
            else:
                asked.answered_at = at
                self.out_of_order += asked.place < conversation.last_place
                conversation.last_place = max(asked.place, conversation.last_place)

    def waits(self, resident: int) -> bool:
        """Whether a resident still waits for an answer."""
        with self._lock:
            return any(asked.answered_at is None for asked in self._of[resident].asked[-5:])

    def all(self) -> list[Asked]:
        """Everything that was asked."""
        with self._lock:
            return [asked for conversation in self._of.values() for asked in conversation.asked]

    def lost(self) -> list[Asked]:
        """What has no answer (yet)."""
        return [asked for asked in self.all() if asked.answered_at is None]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0
