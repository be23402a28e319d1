"""An update of the Zalo Bot, from long polling or from the webhook, read without trusting its form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.message import MessageKind

CHANNEL = "zalo_bot"
MAX_TEXT_CHARACTERS = 8000
MAX_MOMENT = 10**15
_ID = re.compile(r"[0-9A-Za-z_.:-]{1,100}")
_NAME = re.compile(r"message\.([a-z_]{1,30})\.received")
_SENT = {
    "text": MessageKind.TEXT,
    "link": MessageKind.TEXT,
    "image": MessageKind.PICTURE,
    "voice": MessageKind.VOICE,
    "sticker": MessageKind.STICKER,
}
# Nobody expects an answer to these.
_IGNORED = frozenset({"reaction"})


@dataclass(frozen=True, slots=True)
class Update:
    """One message.

    Attributes:
        chat: where an answer goes.
        in_group: whether others read along; Zalo hands on only messages that mention the bot or reply to it.
        text: what was typed, also beside a picture.
        moment: Zalo's time stamp in milliseconds, by which messages that came out of order are put right; 0 without.
    """

    identifier: str
    chat: str
    in_group: bool
    text: str
    sent: MessageKind
    moment: int = 0


def read_update(data: Mapping[str, Any]) -> Update | None:
    """Reads an update, flat or wrapped in an envelope; None for what gets no answer.

    Attachments are never looked into: a photo may show an identity card.
    """
    wrapped = data.get("result")
    body = wrapped if isinstance(wrapped, dict) else data
    name, message = body.get("event_name"), body.get("message")
    found = _NAME.fullmatch(name) if isinstance(name, str) else None
    if found is None or not isinstance(message, dict) or found.group(1) in _IGNORED:
        return None
    chat, sender = message.get("chat"), message.get("from")
    identifier, address = _id(message.get("message_id")), _id(chat.get("id")) if isinstance(chat, dict) else ""
    if not identifier or not address or (isinstance(sender, dict) and sender.get("is_bot") is True):
        return None
    in_group = isinstance(chat, dict) and chat.get("chat_type") != "PRIVATE"
    text = next((value for value in (message.get("text"), message.get("caption")) if isinstance(value, str)), "")
    sent = _SENT.get(found.group(1), MessageKind.OTHER)
    if not text.strip():
        if in_group:
            return None
        sent = sent if sent is not MessageKind.TEXT or found.group(1) == "text" else MessageKind.OTHER
    moment = message.get("date")
    moment = moment if type(moment) is int and 0 < moment < MAX_MOMENT else 0
    return Update(identifier, address, in_group, text[:MAX_TEXT_CHARACTERS], sent, moment)


def without_name(text: str, name: str) -> str:
    """The text without the mention of the bot at its start: "@Bot lệ phí" becomes "lệ phí"."""
    mention = f"@{name}"
    return text[len(mention) :].lstrip(" ,:") if name and text.lower().startswith(mention.lower()) else text


def _id(value: object) -> str:
    text = str(value) if type(value) in (str, int) else ""
    return text if _ID.fullmatch(text) else ""
