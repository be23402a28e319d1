"""What did not get to residents: seen, sent again or dropped by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.answer import Answer
from bot.domain.errors import StoreError


class LetterState(StrEnum):
    """Why an answer is not simply on its way."""

    DEAD = "dead"
    IN_DOUBT = "in_doubt"
    HELD = "held"
    PENDING = "pending"
    TAKEN = "taken"
    LEAVING = "leaving"
    SENT = "sent"
    DROPPED = "dropped"


# What a person can do something about.
STUCK = (LetterState.DEAD, LetterState.IN_DOUBT, LetterState.HELD)


@dataclass(frozen=True, slots=True)
class Letter:
    """An answer in the outbox, without the resident's address."""

    id: int
    channel: str
    turn: str
    state: LetterState
    created_at: datetime
    attempts: int
    error: str
    answer: Answer


class LetterStore(Protocol):
    """What this service needs of the store."""

    def letters(self, states: Sequence[LetterState], limit: int) -> list[Letter]:
        """Answers in some states, oldest first."""

    def resend(self, identifier: int, states: Sequence[LetterState]) -> bool:
        """Makes an answer wait for delivery again; False when it is in none of these states."""

    def drop(self, identifier: int, states: Sequence[LetterState]) -> bool:
        """Wipes text and address of an answer and never sends it; False when it is in none of these states."""

    def counts(self) -> dict[tuple[str, LetterState], int]:
        """Answers by channel and state."""


class Undelivered:
    """Dead letters, answers in doubt after a crash, and replies that wait for the resident."""

    def __init__(self, store: LetterStore) -> None:
        self._store = store

    def letters(self, states: Sequence[LetterState] = STUCK, limit: int = 100) -> list[Letter]:
        """Answers that did not get through, oldest first."""
        return self._store.letters(states, limit)

    def counts(self) -> Mapping[tuple[str, LetterState], int]:
        """Answers by channel and state, sent ones too."""
        return self._store.counts()

    def resend(self, identifier: int) -> None:
        """Sends an answer again; a running server takes it within a second.

        Raises:
            StoreError: there is no such answer among the undelivered ones.
        """
        if not self._store.resend(identifier, STUCK):
            raise StoreError(_not_stuck(identifier))

    def drop(self, identifier: int) -> None:
        """Gives an answer up for good and wipes its text and address.

        Raises:
            StoreError: there is no such answer among the undelivered ones.
        """
        if not self._store.drop(identifier, STUCK):
            raise StoreError(_not_stuck(identifier))


def _not_stuck(identifier: int) -> str:
    return (
        f"outbox {identifier}: expected an answer that was not delivered, got another number. "
        "Next step: `troly outbox list` shows them"
    )
