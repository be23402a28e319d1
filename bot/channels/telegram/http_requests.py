"""HTTP to Telegram that neither logs what residents write nor stops at one odd response."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from telegram import Update
from telegram.error import NetworkError, TelegramError
from telegram.request import HTTPXRequest

_LOG = logging.getLogger(__name__)


class QuietRequest(HTTPXRequest):
    """The library's request, except that a broken response is not written to the log: it can hold messages."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Reads a response. Raises TelegramError when it is not a JSON object."""
        try:
            data = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise TelegramError("expected a JSON object from Telegram, got something else")
        return data


class PollingRequest(QuietRequest):
    """The request of the poller, which must go on whatever comes."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Sends a request.

        Raises:
            NetworkError: also for 401 and 404, which would end the poller for good: proxies and outages give them too.
        """
        status, payload = await super().do_request(*args, **kwargs)
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            raise NetworkError(f"HTTP {status}: Telegram does not know the token any more; see TELEGRAM_BOT_TOKEN")
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Reads a batch of updates; one that the library cannot read is emptied: it would block its batch for ever."""
        data = QuietRequest.parse_json_payload(payload)
        if isinstance(data.get("result"), list):
            data["result"] = [_readable(update) for update in data["result"] if _has_id(update)]
        return data


def _has_id(update: Any) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update, None)
    except Exception as error:
        _LOG.error("update %s: cannot be read and is skipped (%s)", update["update_id"], type(error).__name__)
        return {"update_id": update["update_id"]}
    return update
