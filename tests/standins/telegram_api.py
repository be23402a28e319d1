"""A stand-in for Telegram's Bot API: a real HTTP server on loopback with Telegram's shapes, limits and refusals.

Example:
    with TelegramStandIn() as telegram:
        settings = replace(settings, telegram_token=telegram.token, telegram_api_base=telegram.api_base)
        ...
        telegram.user_says(7, "lệ phí khai sinh")
        assert telegram.sent(7)[0]["text"] == ...
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
import socket
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from standins.telegram_flood import FloodControl
from standins.telegram_html import EntityError, parse, units
from standins.telegram_residents import Json, Residents, a_chat
from standins.telegram_webhook import WebhookDelivery
from standins.troly_process import keep_port

MAX_TEXT_UNITS = 4096
MAX_CALLBACK_BYTES = 64
MAX_BATCH = 100
BOT_ID = 4242
DEFAULT_TOKEN = "4242:stand-in-token"
_TOKEN_SHAPE = re.compile(r"\d+:[A-Za-z0-9_-]+")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
# Method and length limit of what Telegram shows before a chat begins.
_DESCRIPTIONS = {"Description": ("description", 512), "ShortDescription": ("short_description", 120)}
_DESCRIBING = tuple(field for field, _ in _DESCRIPTIONS.values())
_SERVED_BY_DEFAULT = ("message", "edited_message", "callback_query")


@dataclass(frozen=True)
class Call:
    """A request that the bot made."""

    method: str
    params: Json
    at: float


@dataclass(frozen=True)
class _Failure:
    status: int
    retry_after: int | None
    description: str


class _RefusalError(Exception):
    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.parameters = parameters


class TelegramStandIn(Residents):
    """The server and the residents who use it. Its methods may be called from any thread."""

    def __init__(
        self,
        *,
        token: str = DEFAULT_TOKEN,
        username: str = "troly_test_bot",
        port: int = 0,
        flood: FloodControl | None = None,
        repeated: float = 0.0,
    ) -> None:
        """With `flood`, too many messages get 429; `repeated` is the share of updates that come a second time."""
        super().__init__()
        self.token = token
        self.on_sent: list[Callable[[int, Json], None]] = []
        self.profile: dict[str, str] = {}
        self.webhook = WebhookDelivery(self, repeated)
        self.repetitions = 0
        self._flood = flood
        self._repeated = repeated
        self.me = {"id": BOT_ID, "is_bot": True, "first_name": "Trợ lý", "username": username}
        self.calls: list[Call] = []
        self.commands: list[Json] = []
        self._kept = keep_port()
        self._port = port or self._kept.getsockname()[1]
        self._updates: list[Json] = []
        self._again: list[Json] = []
        self._blocked: set[int] = set()
        self._moved: dict[int, int] = {}
        self._sent: dict[int, list[Json]] = defaultdict(list)
        self._failures: dict[str, deque[_Failure | None]] = defaultdict(deque)
        self._offset = 0
        self._poller = 0
        self._closing = False
        self._update_ids = itertools.count(700_000_001)

    def __enter__(self) -> TelegramStandIn:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def api_base(self) -> str:
        """What goes into `TELEGRAM_API_BASE`."""
        return f"http://127.0.0.1:{self._port}/bot"

    def start(self) -> None:
        """Listens; the port stays the same after `stop` and `start`."""
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self._port))
        self._closing = False
        routes = [Route("/bot{token}/{method}", self._serve, methods=["GET", "POST"])]
        app = Starlette(routes=routes, lifespan=lambda _: self.webhook.running())
        # ws="none": the websockets version that Rasa pins is too old for uvicorn's own choice.
        config = uvicorn.Config(app, log_level="warning", lifespan="on", ws="none", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("expected the stand-in to listen, its server thread ended")
            time.sleep(0.005)

    def stop(self) -> None:
        """Goes away; what the bot had not fetched is kept for the next `start`."""
        self._closing = True
        self._server.should_exit = True
        self._thread.join(timeout=60)

    def inject(self, update: Json) -> Json:
        """Queues a raw update; `update_id` is added where it is missing. Returns it."""
        with self._lock:
            update = {"update_id": next(self._update_ids)} | update
            self._updates.append(update)
            self._updates.sort(key=lambda waiting: waiting["update_id"])
            return update

    def deliver_again(self, update: Json) -> None:
        """Serves an update once more although it was confirmed, as happens after a lost acknowledgement."""
        with self._lock:
            self.repetitions += 1
            self._again.append(update)

    def block(self, chat_id: int) -> None:
        """The resident blocks the bot."""
        self._blocked.add(chat_id)

    def unblock(self, chat_id: int) -> None:
        """The resident lets the bot write again."""
        self._blocked.discard(chat_id)

    def move(self, chat_id: int, new_chat_id: int) -> None:
        """A group becomes a supergroup with another id."""
        with self._lock:
            self._moved[chat_id] = new_chat_id
            self._chats[new_chat_id] = a_chat(new_chat_id)

    def waiting(self) -> list[Json]:
        """Updates that the bot has not taken yet, oldest first."""
        with self._lock:
            return [*self._again, *self._updates]

    def taken(self, update: Json) -> None:
        """The bot has taken an update by webhook."""
        with self._lock:
            for line in (self._again, self._updates):
                if update in line:
                    line.remove(update)
                    return

    # What a test asks for or looks at.

    def fail_next(
        self,
        method: str,
        status: int,
        retry_after: int | None = None,
        *,
        after: int = 0,
        times: int = 1,
        description: str = "",
    ) -> None:
        """The next calls of a method fail with an HTTP status, `after` some that succeed; 429 has a `retry_after`."""
        failure = _Failure(status, retry_after, description)
        with self._lock:
            self._failures[method].extend([None] * after + [failure] * times)

    def fail_no_more(self, method: str) -> None:
        """Takes back what `fail_next` has left of a method."""
        with self._lock:
            self._failures[method].clear()

    def sent(self, chat_id: int) -> list[Json]:
        """Messages that the bot sent to a chat, in order, as Telegram shows them."""
        with self._lock:
            return list(self._sent[chat_id])

    def calls_of(self, method: str) -> list[Call]:
        """Calls of one method, failed ones too."""
        with self._lock:
            return [call for call in self.calls if call.method == method]

    @property
    def unconfirmed(self) -> int:
        """Updates that the bot has not acknowledged."""
        with self._lock:
            return sum(update["update_id"] >= self._offset for update in self._updates)

    # The server.

    async def _serve(self, request: Request) -> JSONResponse:
        token, method = request.path_params["token"], request.path_params["method"]
        if not _TOKEN_SHAPE.fullmatch(token):
            return _refused(_RefusalError(404, "Not Found"))
        if token != self.token:
            return _refused(_RefusalError(401, "Unauthorized"))
        params = await _params(request)
        with self._lock:
            self.calls.append(Call(method, params, time.monotonic()))
            failure = self._failures[method].popleft() if self._failures[method] else None
        if failure:
            return _refused(_failed(failure))
        try:
            if method == "getUpdates":
                return _accepted(await self._get_updates(params))
            answer = self._methods().get(method, _unknown)
            with self._lock:
                return _accepted(answer(params))
        except _RefusalError as refusal:
            return _refused(refusal)

    def _methods(self) -> dict[str, Callable[[Json], Any]]:
        return {
            "getMe": lambda _: self.me,
            "deleteWebhook": self._delete_webhook,
            "setWebhook": self._set_webhook,
            "getWebhookInfo": lambda _: self.webhook.info(),
            "getMyCommands": lambda _: self.commands,
            "setMyCommands": self._set_my_commands,
            **{f"getMy{name}": self._getter(field) for name, (field, _) in _DESCRIPTIONS.items()},
            **{f"setMy{name}": self._setter(field, limit) for name, (field, limit) in _DESCRIPTIONS.items()},
            "sendMessage": self._send_message,
            "sendChatAction": self._send_chat_action,
            "answerCallbackQuery": self._answer_callback_query,
        }

    async def _get_updates(self, params: Json) -> list[Json]:
        if self.webhook.url:
            text = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
            raise _RefusalError(409, text)
        with self._lock:
            self._poller += 1
            poller = self._poller
            offset = int(params.get("offset", 0))
            if offset:
                self._offset = offset
                done = [update for update in self._updates if update["update_id"] < offset]
                for update in done:
                    if random.random() < self._repeated:
                        self.deliver_again(update)
                self._updates = self._updates[len(done) :]
        kinds = params.get("allowed_updates") or _SERVED_BY_DEFAULT
        end = time.monotonic() + float(params.get("timeout", 0))
        while True:
            with self._lock:
                if poller != self._poller:
                    raise _RefusalError(409, "Conflict: terminated by other getUpdates request")
                self._updates = [update for update in self._updates if any(kind in update for kind in kinds)]
                ready = self._again + self._updates
                self._again = []
            if ready or self._closing or time.monotonic() >= end:
                return ready[: int(params.get("limit", MAX_BATCH))]
            await asyncio.sleep(0.005)

    def _delete_webhook(self, params: Json) -> bool:
        self.webhook.set("", "", 1)
        if params.get("drop_pending_updates"):
            self._updates.clear()
        return True

    def _set_webhook(self, params: Json) -> bool:
        url = str(params.get("url", ""))
        # The real one insists on https and on ports 443, 80, 88 or 8443; this one calls back on loopback.
        if not url.startswith(("https://", "http://127.0.0.1:")):
            raise _RefusalError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        secret = str(params.get("secret_token", ""))
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise _RefusalError(400, "Bad Request: secret token contains unallowed characters")
        self.webhook.set(url, secret, int(params.get("max_connections", 40)))
        return True

    def _getter(self, field: str) -> Callable[[Json], Json]:
        return lambda _: {field: self.profile.get(field, "")}

    def _setter(self, field: str, limit: int) -> Callable[[Json], bool]:
        def set_text(params: Json) -> bool:
            if units(str(params[field])) > limit:
                raise _RefusalError(400, f"Bad Request: {field} is too long")
            self.profile[field] = params[field]
            return True

        return set_text

    def _set_my_commands(self, params: Json) -> bool:
        for command in params["commands"]:
            if not _COMMAND.fullmatch(command["command"]) or not 1 <= len(command["description"]) <= 256:
                raise _RefusalError(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands = params["commands"]
        return True

    def _send_message(self, params: Json) -> Json:
        chat_id = self._reachable(params)
        text, entities = str(params.get("text", "")), []
        if params.get("parse_mode") == "HTML":
            try:
                text, entities = parse(text)
            except EntityError as error:
                raise _RefusalError(400, f"Bad Request: can't parse entities: {error}") from None
        if not text.strip():
            raise _RefusalError(400, "Bad Request: message text is empty")
        if units(text) > MAX_TEXT_UNITS:
            raise _RefusalError(400, "Bad Request: message is too long")
        markup = params.get("reply_markup")
        for button in (button for row in (markup or {}).get("inline_keyboard", []) for button in row):
            if not button.get("text"):
                raise _RefusalError(400, "Bad Request: inline keyboard button text must be non-empty")
            if not 1 <= len(button.get("callback_data", "").encode()) <= MAX_CALLBACK_BYTES:
                raise _RefusalError(400, "Bad Request: BUTTON_DATA_INVALID")
        wait = self._flood.seconds_to_wait(chat_id) if self._flood else 0
        if wait:
            raise _RefusalError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        shown = self._message(chat_id, self.me, text=text, entities=entities)
        if markup:
            shown["reply_markup"] = markup
        self._sent[chat_id].append(shown)
        for tell in self.on_sent:
            tell(chat_id, shown)
        return shown

    def _send_chat_action(self, params: Json) -> bool:
        self._reachable(params)
        return True

    def _answer_callback_query(self, params: Json) -> bool:
        if not params.get("callback_query_id"):
            raise _RefusalError(400, "Bad Request: query is too old or query ID is invalid")
        return True

    def _reachable(self, params: Json) -> int:
        chat_id = int(params["chat_id"])
        if chat_id in self._moved:
            text = "Bad Request: group chat was upgraded to a supergroup chat"
            raise _RefusalError(400, text, migrate_to_chat_id=self._moved[chat_id])
        if chat_id not in self._chats:
            raise _RefusalError(400, "Bad Request: chat not found")
        if chat_id in self._blocked:
            raise _RefusalError(403, "Forbidden: bot was blocked by the user")
        return chat_id


def _unknown(_: Json) -> None:
    raise _RefusalError(404, "Not Found")


async def _params(request: Request) -> Json:
    body = (await request.body()).decode()
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(json.loads(body))
    pairs = dict(parse_qsl(body, keep_blank_values=True)) | dict(request.query_params)
    return {name: _value(name, text) for name, text in pairs.items()}


def _value(name: str, text: str) -> Any:
    """Everything but texts is JSON inside the form."""
    if name in ("text", "parse_mode", "callback_query_id", "action", "url", "secret_token", *_DESCRIBING):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _accepted(result: Any) -> JSONResponse:
    return JSONResponse({"ok": True, "result": result})


def _refused(refusal: _RefusalError) -> JSONResponse:
    body = {"ok": False, "error_code": refusal.status, "description": str(refusal)}
    return JSONResponse(body | ({"parameters": refusal.parameters} if refusal.parameters else {}), refusal.status)


def _failed(failure: _Failure) -> _RefusalError:
    if failure.retry_after is not None:
        text = f"Too Many Requests: retry after {failure.retry_after}"
        return _RefusalError(failure.status, text, retry_after=failure.retry_after)
    return _RefusalError(failure.status, failure.description or f"Error {failure.status}")
