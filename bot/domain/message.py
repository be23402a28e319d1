"""What comes in from a channel, before and after personal data is masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_MESSAGE_CHARACTERS = 2000


class MessageKind(StrEnum):
    """What a resident sent. Only text is read; of the others nothing but the kind (and a caption) is kept."""

    TEXT = "text"
    VOICE = "voice"
    PICTURE = "picture"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    FILE = "file"
    OTHER = "other"

    @property
    def wording(self) -> str:
        """Key of what the resident is told about a message of this kind."""
        return f"utter_sent_{self.value}"


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
        kind: what was sent; for anything but text, `text` is its caption or empty.
        in_group: whether others read along, so that nothing personal may be answered.
        sequence: place in the channel's own order, 0 where it has none.
    """

    channel: str
    update_id: str
    address: str
    text: str
    received_at: datetime
    payload: str | None = None
    locality: str | None = None
    pushed: bool = False
    kind: MessageKind = MessageKind.TEXT
    in_group: bool = False
    sequence: int = 0
    assisted: bool = False
