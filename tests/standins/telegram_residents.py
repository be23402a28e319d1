"""What residents do on Telegram, as updates in Telegram's shape."""

from __future__ import annotations

import itertools
import re
import threading
import time
from typing import Any

from standins.telegram_html import units

Json = dict[str, Any]
_ENTITY = re.compile(r"(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<mention>@[A-Za-z0-9_]{4,32})")


class Residents:
    """Makes updates and hands them to `inject`; a negative chat id is a group."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._chats: dict[int, Json] = {}
        self._message_ids = itertools.count(1)
        self._click_ids = itertools.count(1)

    def inject(self, update: Json) -> Json:
        """Queues a raw update."""
        raise NotImplementedError

    def user_says(self, chat_id: int, text: str, **fields: Any) -> Json:
        """A resident writes; a negative chat id is a group. `fields` go into Telegram's message. Returns the update."""
        return self.user_sends(chat_id, text=text, entities=_entities(text), **fields)

    def user_sends(self, chat_id: int, **fields: Any) -> Json:
        """A resident sends a message of any kind, such as `photo=[...]`. Returns the update."""
        with self._lock:
            message = self._message(chat_id, self._resident(chat_id), **fields)
            return self.inject({"message": message})

    def user_edits(self, update: Json, text: str) -> Json:
        """A resident changes a message that was sent. Returns the new update."""
        return self.inject({"edited_message": update["message"] | {"text": text, "edit_date": int(time.time())}})

    def user_clicks(self, chat_id: int, message: Json, data: str) -> Json:
        """A resident clicks a button under a message of the bot. Returns the update."""
        with self._lock:
            click = {
                "id": str(next(self._click_ids)),
                "from": self._resident(chat_id),
                "chat_instance": "1",
                "message": message,
                "data": data,
            }
            return self.inject({"callback_query": click})

    def _message(self, chat_id: int, sender: Json, **fields: Any) -> Json:
        chat = self._chats.setdefault(chat_id, a_chat(chat_id))
        message = {"message_id": next(self._message_ids), "from": sender, "chat": chat, "date": int(time.time())}
        return message | fields

    @staticmethod
    def _resident(chat_id: int) -> Json:
        return {"id": abs(chat_id), "is_bot": False, "first_name": "Resident"}


def a_chat(chat_id: int) -> Json:
    """A chat that is seen for the first time."""
    if chat_id < 0:
        return {"id": chat_id, "type": "supergroup", "title": "Group"}
    return {"id": chat_id, "type": "private", "first_name": "Resident"}


def _entities(text: str) -> list[Json]:
    return [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match.group())}
        for match in _ENTITY.finditer(text)
    ]
