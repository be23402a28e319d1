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

from standins.telegram_html import EntityError, parse, units

Json = dict[str, Any]
MAX_TEXT_UNITS = 4096
MAX_CALLBACK_BYTES = 64
MAX_BATCH = 100
BOT_ID = 4242
DEFAULT_TOKEN = "4242:stand-in-token"
_SERVED_BY_DEFAULT = ("message", "edited_message", "callback_query")
_ENTITY = re.compile(r"(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<mention>@[A-Za-z0-9_]{4,32})")


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


class TelegramStandIn:
    """The server and the residents who use it. Its methods may be called from any thread."""

    def __init__(self, *, token: str = DEFAULT_TOKEN, username: str = "troly_test_bot", port: int = 0) -> None:
        self.token = token
        self.me = {"id": BOT_ID, "is_bot": True, "first_name": "Trợ lý", "username": username}
        self.calls: list[Call] = []
        self.commands: list[Json] = []
        self._port = port
        self._lock = threading.RLock()
        self._updates: list[Json] = []
        self._again: list[Json] = []
        self._chats: dict[int, Json] = {}
        self._blocked: set[int] = set()
        self._moved: dict[int, int] = {}
        self._sent: dict[int, list[Json]] = defaultdict(list)
        self._failures: dict[str, deque[_Failure | None]] = defaultdict(deque)
        self._offset = 0
        self._poller = 0
        self._closing = False
        self._update_ids = itertools.count(700_000_001)
        self._message_ids = itertools.count(1)
        self._click_ids = itertools.count(1)

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
        self._port = listening.getsockname()[1]
        self._closing = False
        app = Starlette(routes=[Route("/bot{token}/{method}", self._serve, methods=["GET", "POST"])])
        # ws="none": the websockets version that Rasa pins is too old for uvicorn's own choice.
        config = uvicorn.Config(app, log_level="warning", lifespan="off", ws="none", timeout_graceful_shutdown=1)
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
        self._thread.join(timeout=5)

    # What residents do.

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
            self._again.append(update)

    def block(self, chat_id: int) -> None:
        """The resident blocks the bot."""
        self._blocked.add(chat_id)

    def move(self, chat_id: int, new_chat_id: int) -> None:
        """A group becomes a supergroup with another id."""
        with self._lock:
            self._moved[chat_id] = new_chat_id
            self._chats[new_chat_id] = _chat(new_chat_id)

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
            "setMyCommands": self._set_my_commands,
            "sendMessage": self._send_message,
            "sendChatAction": self._send_chat_action,
            "answerCallbackQuery": self._answer_callback_query,
        }

    async def _get_updates(self, params: Json) -> list[Json]:
        with self._lock:
            self._poller += 1
            poller = self._poller
            offset = int(params.get("offset", 0))
            if offset:
                self._offset = offset
                self._updates = [update for update in self._updates if update["update_id"] >= offset]
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
        if params.get("drop_pending_updates"):
            self._updates.clear()
        return True

    def _set_my_commands(self, params: Json) -> bool:
        for command in params["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]) or not 1 <= len(command["description"]) <= 256:
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
        shown = self._message(chat_id, self.me, text=text, entities=entities)
        if markup:
            shown["reply_markup"] = markup
        self._sent[chat_id].append(shown)
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

    def _message(self, chat_id: int, sender: Json, **fields: Any) -> Json:
        chat = self._chats.setdefault(chat_id, _chat(chat_id))
        message = {"message_id": next(self._message_ids), "from": sender, "chat": chat, "date": int(time.time())}
        return message | fields

    @staticmethod
    def _resident(chat_id: int) -> Json:
        return {"id": abs(chat_id), "is_bot": False, "first_name": "Resident"}


def _chat(chat_id: int) -> Json:
    if chat_id < 0:
        return {"id": chat_id, "type": "supergroup", "title": "Group"}
    return {"id": chat_id, "type": "private", "first_name": "Resident"}


def _entities(text: str) -> list[Json]:
    return [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match.group())}
        for match in _ENTITY.finditer(text)
    ]


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
    if name in ("text", "parse_mode", "callback_query_id", "action"):
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
