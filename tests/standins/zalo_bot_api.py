"""A stand-in for the Zalo Bot's API: real HTTP on loopback, one update a getUpdates, 408 when there is none."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from standins.loopback_server import LoopbackServer
from standins.webhook_sender import Delivery, WebhookSender

Json = dict[str, Any]
TOKEN = "12345689:stand-in-token"
MAX_TEXT = 2000
LONGEST_POLL_SECONDS = 30.0
DESCRIPTIONS = {
    400: "Bad Request", 401: "Unauthorized", 403: "Internal server error", 404: "Not Found", 408: "Request timeout",
    429: "Quota exceeded",
}  # fmt: skip


class ZaloBotStandIn:
    """The API and the residents who use it. Its methods may be called from any thread."""

    def __init__(self, *, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.me = {"id": "1459232241454765289", "account_name": "bot.VDKyGxQvc", "account_type": "BASIC"}
        self.me |= {"can_join_groups": False, "display_name": "Bot Trợ lý xã"}
        self.secret = "a secret of our own"
        self.wraps = False
        self.poll_scale = 1.0
        self.photo_field = "photo_url"
        self.calls: list[tuple[str, Json]] = []
        self._called_at: list[tuple[str, float]] = []
        self.webhook = ""
        self.on_sent: list[Callable[[str, str], None]] = []
        self._sender: WebhookSender | None = None
        self._lock = threading.RLock()
        self._updates: deque[Json] = deque()
        self._sent: dict[str, list[str]] = defaultdict(list)
        self._failures: dict[str, deque[int]] = defaultdict(deque)
        self._ids = itertools.count(0x2D758CB5E222)
        self._server = LoopbackServer(
            Starlette(routes=[Route("/bot{token}/{method}", self._serve, methods=["GET", "POST"])]), port
        )

    def __enter__(self) -> ZaloBotStandIn:
        self._server.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._sender:
            self._sender.stop()
        self._server.stop()

    def settings(self) -> dict[str, str]:
        """The settings of an assistant that polls this stand-in."""
        return {"ZALO_BOT_TOKEN": self.token, "ZALO_BOT_API_BASE": self._server.url}

    def go_away(self) -> None:
        """Cannot be reached until `come_back`."""
        self._server.stop()

    def come_back(self) -> None:
        """Can be reached again."""
        self._server.start()

    def deliver_to(self, url: str, **options: Any) -> WebhookSender:
        """Where the address that setWebhook names really is: setWebhook takes https only, the test serves http."""
        self._sender = WebhookSender(url, **options)
        return self._sender

    # What residents do.

    def user_says(self, chat: str, text: str, **message: Any) -> Json:
        """A resident writes; in a group (its id begins with `zgr-`) they have mentioned the bot. Returns the update."""
        return self.user_sends(chat, "text", text=text, **message)

    def user_sends(self, chat: str, kind: str, **message: Any) -> Json:
        """A resident sends something, such as `image`. Returns the update."""
        return self.inject({"event_name": f"message.{kind}.received", "message": self._message(chat) | message})

    def user_sends_photo(self, chat: str, url: str, caption: str = "") -> Json:
        """A resident sends a photo; documents and live traffic name the field differently (`photo_field`)."""
        fields = {self.photo_field: url, "message_type": "CHAT_PHOTO"} | ({"caption": caption} if caption else {})
        return self.user_sends(chat, "image", **fields)

    def inject(self, update: Json) -> Json:
        """Serves a raw update by webhook when one is set, else by getUpdates. Returns it."""
        with self._lock:
            if self.webhook:
                self.deliver(update)
            else:
                self._updates.append(update)
        return update

    def deliver(self, update: Json, **headers: str) -> Delivery:
        """Posts an update to the webhook."""
        if self._sender is None:
            raise RuntimeError("expected deliver_to() first")
        body = {"ok": True, "result": update} if self.wraps else update
        given = {"Content-Type": "application/json", "X-Bot-Api-Secret-Token": self.secret} | headers
        return self._sender.send(json.dumps(body, ensure_ascii=False).encode(), given)

    # What a test switches or looks at.

    def fail_next(self, method: str, code: int, times: int = 1) -> None:
        """The next calls of a method fail with a code."""
        with self._lock:
            self._failures[method].extend([code] * times)

    def sent(self, chat: str) -> list[str]:
        """Texts that a chat got, in order."""
        with self._lock:
            return list(self._sent[chat])

    def calls_of(self, method: str) -> list[Json]:
        """Parameters of the calls of a method, failed ones too."""
        with self._lock:
            return [parameters for name, parameters in self.calls if name == method]

    def called_at(self, method: str) -> list[float]:
        """Moments of the calls of a method on the monotonic clock."""
        with self._lock:
            return [moment for name, moment in self._called_at if name == method]

    # The server.

    async def _serve(self, request: Request) -> JSONResponse:
        if request.path_params["token"] != self.token:
            return _refused(401)
        method = request.path_params["method"]
        raw = await request.body()
        parameters: Json = dict(request.query_params) | (json.loads(raw) if raw else {})
        with self._lock:
            self.calls.append((method, parameters))
            self._called_at.append((method, time.monotonic()))
            failure = self._failures[method].popleft() if self._failures[method] else None
        if failure:
            return _refused(failure)
        match method:
            case "getUpdates":
                return await self._get_updates(request, parameters)
            case "getMe":
                return _accepted(self.me)
            case "setWebhook":
                return self._set_webhook(parameters)
            case "deleteWebhook":
                self.webhook = ""
                return _accepted({"url": "", "updated_at": int(time.time() * 1000)})
            case "getWebhookInfo":
                return _accepted({"url": self.webhook, "updated_at": 0}) if self.webhook else _refused(404)
            case "sendMessage":
                return self._send_message(parameters)
            case "sendChatAction":
                return JSONResponse({"ok": True})
        return _refused(404)

    async def _get_updates(self, request: Request, parameters: Json) -> JSONResponse:
        if self.webhook:
            return _refused(400)
        seconds = min(float(parameters.get("timeout", 30)), LONGEST_POLL_SECONDS) * self.poll_scale
        end = time.monotonic() + seconds
        while time.monotonic() < end and not await request.is_disconnected():
            with self._lock:
                if self._updates:
                    return _accepted(self._updates.popleft())
            await asyncio.sleep(0.005)
        return JSONResponse({"ok": False, "description": DESCRIPTIONS[408]}, 408)

    def _set_webhook(self, parameters: Json) -> JSONResponse:
        url, secret = str(parameters.get("url", "")), str(parameters.get("secret_token", ""))
        if not url.startswith("https://") or not 8 <= len(secret) <= 256:
            return _refused(400)
        self.webhook, self.secret = url, secret
        check = {"ok": True, "outcome": "webhook.ok"}
        return _accepted({"url": url, "updated_at": int(time.time() * 1000), "verification": check})

    def _send_message(self, parameters: Json) -> JSONResponse:
        chat, text = parameters.get("chat_id"), parameters.get("text")
        if not isinstance(chat, str) or not isinstance(text, str) or not 1 <= len(text) <= MAX_TEXT:
            return _refused(400)
        with self._lock:
            self._sent[chat].append(text)
            for listener in self.on_sent:
                listener(chat, text)
            return _accepted({"message_id": f"{next(self._ids):x}", "date": int(time.time() * 1000)})

    def _message(self, chat: str) -> Json:
        in_group = chat.startswith("zgr-")
        return {
            "message_id": f"{next(self._ids):x}",
            "chat": {"id": chat, "chat_type": "GROUP" if in_group else "PRIVATE"},
            "from": {"id": "6ede9afa66b88fe6d6a9" if in_group else chat, "display_name": "Resident", "is_bot": False},
            "date": int(time.time() * 1000),
        }


def _accepted(result: Any) -> JSONResponse:
    return JSONResponse({"ok": True, "result": result})


def _refused(code: int) -> JSONResponse:
    return JSONResponse({"ok": False, "error_code": code, "description": DESCRIPTIONS.get(code, "Error")}, code)
