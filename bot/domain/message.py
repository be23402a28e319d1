"""What comes in from a channel, before and after personal data is masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MAX_MESSAGE_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a resident.

    Attributes:
        channel: name of the channel, such as `web`.
        update_id: the channel's own id of the message; the same id is answered once.
        address: where an answer goes on that channel (a chat id); never logged, never exported.
        text: what was typed, or the label of the button that was clicked.
        payload: the payload of a clicked button.
        received_at: time-zone aware.
        assisted: somebody asks for another person.
        pushed: whether the answer goes out through the outbox (messengers) instead of the response (web, terminal).
    """

    channel: str
    update_id: str
    address: str
    text: str
    received_at: datetime
    payload: str | None = None
    locality: str | None = None
    pushed: bool = False
    assisted: bool = False
