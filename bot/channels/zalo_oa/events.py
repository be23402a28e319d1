"""An event of the Official Account's webhook, read without trusting its form.

Attachments are never looked into and never fetched: their inner fields are documented badly, and a photo may show an
identity card.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.message import MessageKind

CHANNEL = "zalo_oa"
# A text beyond this is asked to be shortened anyway; the rest is not kept.
MAX_TEXT_CHARACTERS = 8000
_ID = re.compile(r"[0-9A-Za-z_.:-]{1,100}")


class EventKind(StrEnum):
    """What an event means to the assistant."""

    MESSAGE = "message"
    FOLLOW = "follow"
    CHAT_OPENED = "chat_opened"
    PERSONAL_INFO = "personal_info"
    IGNORED = "ignored"


# Whatever else begins with `user_send_` is a message of another kind. Everything that is not here is ignored: echoes of
# our own messages (`oa_send_*`), receipts (`user_seen_message`, `user_received_message`), reactions, calls, `unfollow`,
# and anonymous chats, whose senders have no id that a message could be sent to.
_KINDS = {
    "follow": EventKind.FOLLOW,
    "user_click_chatnow": EventKind.CHAT_OPENED,
    "user_submit_info": EventKind.PERSONAL_INFO,
}
_FROM_RESIDENT = "user_send_"
_SENT = {
    "text": MessageKind.TEXT,
    "link": MessageKind.TEXT,
    "image": MessageKind.PICTURE,
    "gif": MessageKind.STICKER,
    "sticker": MessageKind.STICKER,
    "audio": MessageKind.VOICE,
    "file": MessageKind.FILE,
    "location": MessageKind.LOCATION,
    "business_card": MessageKind.CONTACT,
}


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Attributes:
        identifier: the same for every delivery of the event.
        user: the resident's id for this Official Account; empty where there is none.
        text: what was typed, also beside a picture.
        sent: what was sent, for messages.
        moment: Zalo's time stamp in milliseconds, by which messages that came out of order are put right; 0 without.
    """

    kind: EventKind
    name: str
    identifier: str = ""
    user: str = ""
    text: str = ""
    sent: MessageKind = MessageKind.TEXT
    moment: int = 0


def read_event(data: Mapping[str, Any]) -> Event | None:
    """Reads an event; None when its name, its sender or what tells it from others is missing."""
    name = _id(data.get("event_name"))
    if not name:
        return None
    is_message = name.startswith(_FROM_RESIDENT)
    kind = EventKind.MESSAGE if is_message else _KINDS.get(name, EventKind.IGNORED)
    if kind is EventKind.IGNORED:
        return Event(kind, name)
    user = _id(_part(data, "sender").get("id")) or _id(_part(data, "follower").get("id")) or _id(data.get("user_id"))
    message = _part(data, "message")
    identifier = _id(message.get("msg_id")) or _once(name, user, _id(data.get("timestamp")))
    if not user or not identifier:
        return None
    text = message.get("text") if is_message else ""
    text = text[:MAX_TEXT_CHARACTERS] if isinstance(text, str) else ""
    sent = _SENT.get(name.removeprefix(_FROM_RESIDENT), MessageKind.OTHER) if is_message else MessageKind.TEXT
    if is_message and sent is MessageKind.TEXT and not text.strip() and name != "user_send_text":
        sent = MessageKind.OTHER
    return Event(kind, name, identifier, user, text, sent, moment_of(data.get("timestamp")))


def moment_of(value: object) -> int:
    """A time stamp of Zalo, a text or a number of milliseconds; 0 for anything else."""
    text = str(value) if type(value) in (str, int) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def _id(value: object) -> str:
    """An id as a text; empty when it is none. Zalo sends ids as texts, but numbers have been seen."""
    text = str(value) if type(value) in (str, int) else ""
    return text if _ID.fullmatch(text) else ""


def _once(name: str, user: str, moment: str) -> str:
    """An id for events without one. Hashed, because the inbox keeps the id after it has wiped the address."""
    return hashlib.sha256(f"{name}:{user}:{moment}".encode()).hexdigest()[:40] if user and moment else ""
