"""Residents on the stand-in of Telegram, with flood control on and some updates delivered twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from simulation.drivers import Arrived
from standins.telegram_api import TelegramStandIn
from standins.telegram_flood import FloodControl

REPEATED = 0.02
SECRET = "only-for-the-simulator"
STICKER = {
    "file_id": "f", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1,
    "is_animated": False, "is_video": False,
}  # fmt: skip


class TelegramDriver:
    """The port `Driver`; a resident's number is the id of the private chat."""

    def __init__(self, *, webhook: bool) -> None:
        self._flood = FloodControl(overall=1000)
        self._telegram = TelegramStandIn(flood=self._flood, repeated=REPEATED)
        self._webhook = webhook
        self._last: dict[int, dict[str, Any]] = {}

    def start(self, on_arrival: Callable[[Arrived], None]) -> None:
        """Begins to serve."""

        def arrived(chat: int, message: dict[str, Any]) -> None:
            self._last[chat] = message
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            payloads = tuple(button["callback_data"] for row in rows for button in row)
            on_arrival(Arrived(chat, message["text"], payloads, time.monotonic()))

        self._telegram.on_sent.append(arrived)
        self._telegram.start()

    def stop(self) -> None:
        """Ends."""
        self._telegram.stop()

    def settings(self, server_url: str) -> dict[str, str]:
        """Token and address; for the webhook also the assistant's own address and the secret."""
        ours = {
            "TELEGRAM_BOT_TOKEN": self._telegram.token,
            "TELEGRAM_API_BASE": self._telegram.api_base,
            # Above Telegram's 30, so that the assistant is measured and not its limit.
            "TELEGRAM_MESSAGES_PER_SECOND": "100",
        }
        return ours | ({"TROLY_PUBLIC_URL": server_url, "TELEGRAM_WEBHOOK_SECRET": SECRET} if self._webhook else {})

    def say(self, resident: int, text: str) -> None:
        """A resident writes."""
        self._telegram.user_says(resident, text)

    def click(self, resident: int, payload: str) -> None:
        """A resident clicks a button of the last message."""
        self._telegram.user_clicks(resident, self._last[resident], payload)

    def send_sticker(self, resident: int) -> None:
        """A resident sends a sticker."""
        self._telegram.user_sends(resident, sticker=STICKER)

    def figures(self) -> Mapping[str, object]:
        """Refusals and repetitions."""
        return {
            "messages refused by flood control (429)": self._flood.refusals,
            "updates that the platform delivered twice": self._telegram.repetitions,
            "answers of the webhook": sorted(set(self._telegram.webhook.statuses)) or "none, polled",
        }
