"""The address that Telegram calls: proves the caller, stores the update, says 200; the work comes after."""

from __future__ import annotations

import hmac
import json
import logging
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from telegram import Update
from telegram.error import TelegramError

from bot.channels.bounded_body import BodyTooLargeError, ClientDisconnect, read_bounded
from bot.channels.telegram.durable_queue import DurableQueue

_LOG = logging.getLogger(__name__)
WEBHOOK_PATH = "/webhooks/telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105
# An update with the longest text, all entities and the message that it replies to stays far below this.
MAX_BODY_BYTES = 512 * 1024


class WebhookEndpoint:
    """Answers 403 to strangers, 4xx to what is no update, 503 while nothing can be stored, else 200.

    Telegram delivers again whatever did not get a 2xx, so an update that cannot be understood gets 200 as well.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._queue: DurableQueue | None = None

    def open(self, queue: DurableQueue) -> None:
        """Takes updates from now on."""
        self._queue = queue

    def close(self) -> None:
        """Takes no more."""
        self._queue = None

    async def receive(self, request: Request) -> Response:
        """Takes one update."""
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return Response(status_code=403)
        try:
            data = json.loads(await read_bounded(request, MAX_BODY_BYTES))
        except BodyTooLargeError:
            return Response(status_code=413)
        except (ValueError, RecursionError, ClientDisconnect):
            return Response(status_code=400)
        if not _is_update(data):
            return Response(status_code=400)
        if self._queue is None:
            return Response(status_code=503)
        try:
            update = Update.de_json(data, None)
        except Exception as error:
            _LOG.error("update %s: cannot be read and is skipped (%s)", data["update_id"], type(error).__name__)
            return Response()
        try:
            await self._queue.put(update)
        except TelegramError as error:
            _LOG.error("%s", error)
            return Response(status_code=503)
        return Response()


def _is_update(data: Any) -> bool:
    return isinstance(data, dict) and type(data.get("update_id")) is int and data["update_id"] >= 0
