"""The usage event: one line of the log for each turn, without personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.answer import Candidate
from bot.domain.outcome import Outcome


@dataclass(frozen=True, slots=True)
class UsageEvent:
    """One turn as the indicator counts it.

    Attributes:
        turn: id of the turn.
        resident: keyed hash of channel and address.
        text: masked text of the message.
        latency_ms: from taking the message up to the answer, in milliseconds.
        assisted: somebody asks for another person (a member of a community digital team, an officer).
    """

    turn: str
    at: datetime
    channel: str
    resident: str
    locality: str | None
    outcome: Outcome
    topics: tuple[str, ...]
    aspects: tuple[str, ...]
    confidence: float
    candidates: tuple[Candidate, ...]
    reason: str
    latency_ms: float
    text: str
    model: str
    assisted: bool = False
