"""A stand-in for the Zalo Official Account's API: real HTTP on loopback, application errors with HTTP 200.

Example:
    with ZaloOaStandIn() as zalo:
        settings = read_settings(zalo.settings())
        zalo.deliver_to("http://127.0.0.1:8080/webhooks/zalo-oa")
        zalo.user_says("7", "lệ phí khai sinh")
        assert zalo.sent("7")[0]["text"] == ...
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import secrets
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from standins.loopback_server import LoopbackServer
from standins.webhook_sender import Delivery, WebhookSender

Json = dict[str, Any]
APP_ID = "360846524940903967"
APP_SECRET = "app-secret-for-tests-only"
OA_ID = "388613280878808645"
OA_SECRET = "oa-secret-for-tests-only"
MAX_TEXT, MAX_BUTTONS, MAX_TITLE, MAX_QUERY = 2000, 5, 100, 1000
HOURS = 3600
FREE_HOURS, OPEN_HOURS = 48, 7 * 24
LIFE_SECONDS = 90000
CALLS_A_MINUTE = 4000
_BUTTON_TYPES = {"oa.open.url", "oa.query.show", "oa.query.hide", "oa.open.sms", "oa.open.phone"}
MESSAGES = {
    -32: "Your application reached limit call api",
    -201: "user_id is invalid!",
    -210: "Parameter exceeds allowable limit",
    -213: "User has not followed OA",
    -216: "Access token is invalid",
    -220: "access_token is expired or removed",
    -230: "User has not interacted with the OA in the past 7 days",
    -240: "MessageV2 API has been shut down, please switch to MessageV3",
}


class ZaloOaStandIn:
    """The API and the residents who use it. Its methods may be called from any thread."""

    def __init__(self, *, port: int = 0) -> None:
        self.app_id, self.app_secret, self.oa_id, self.oa_secret = APP_ID, APP_SECRET, OA_ID, OA_SECRET
        self.first_refresh_token = f"first-{secrets.token_hex(8)}"
        self.refresh_seconds = 0.0
        self.coordinates_as_numbers = False
        self.signs_with_oa_id = False
        self.signs_with_app_secret = False
        self.refreshes: list[str] = []
        self.refused_refreshes: list[str] = []
        self.calls: list[Json] = []
        self.called_at: list[float] = []
        self.billed = 0
        self.on_sent: list[Callable[[str, Json], None]] = []
        self.webhook_is_disabled = False
        self._sender: WebhookSender | None = None
        self._lock = threading.RLock()
        self._refresh_token = self.first_refresh_token
        self._access: dict[str, float] = {}
        self._dead_code = -220
        self._shift = 0.0
        self._sent: dict[str, list[Json]] = defaultdict(list)
        self._last: dict[str, float] = {}
        self._not_following: set[str] = set()
        self._refusals: deque[int] = deque()
        self._faults: deque[int] = deque()
        self._rate = CALLS_A_MINUTE
        self._last_stamp = 0
        self._ids = itertools.count(0x96D3CDF3AF15)
        routes = [
            Route("/v4/oa/access_token", self._refresh, methods=["POST"]),
            Route("/v3.0/oa/message/cs", self._send, methods=["POST"]),
            Route("/v3.0/oa/message/template", self._template, methods=["POST"]),
            Route("/v3.0/oa/quota/message", self._quota, methods=["POST"]),
            Route("/v3.0/oa/user/detail", self._user, methods=["GET"]),
            Route("/v2.0/oa/getoa", self._account, methods=["GET"]),
            Route("/v2.0/oa/upload/{kind}", self._upload, methods=["POST"]),
            Route("/v2.0/oa/message", self._shut, methods=["POST"]),
        ]
        self._server = LoopbackServer(Starlette(routes=routes), port)

    def __enter__(self) -> ZaloOaStandIn:
        self._server.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._sender:
            self._sender.stop()
        self._server.stop()

    def settings(self) -> dict[str, str]:
        """The settings of an assistant that uses this stand-in."""
        return {
            "ZALO_OA_APP_ID": self.app_id,
            "ZALO_OA_APP_SECRET": self.app_secret,
            "ZALO_OA_WEBHOOK_SECRET": self.oa_secret,
            "ZALO_OA_REFRESH_TOKEN": self.first_refresh_token,
            "ZALO_OA_API_BASE": self._server.url,
            "ZALO_OAUTH_BASE": self._server.url,
        }

    def go_away(self) -> None:
        """Cannot be reached until `come_back`."""
        self._server.stop()

    def come_back(self) -> None:
        """Can be reached again, with everything it knew."""
        self._server.start()

    # The webhook.

    def deliver_to(self, url: str, **options: Any) -> WebhookSender:
        """Sets the webhook; `options` are those of WebhookSender."""
        if self._sender:
            self._sender.stop()
        self.webhook_is_disabled = False
        self._sender = WebhookSender(url, given_up=self._disable, **options)
        return self._sender

    def _disable(self) -> None:
        self.webhook_is_disabled = True

    def deliver(self, event: Json, mac: str | None = None) -> Delivery:
        """Sends an event, signed unless `mac` says otherwise ("" sends no signature)."""
        if self._sender is None:
            raise RuntimeError("expected deliver_to() first")
        body, headers = self.signed(event)
        if mac is not None:
            headers = headers | {"X-ZEvent-Signature": mac}
        sender = str(event.get("sender", event).get("id", ""))
        return self._sender.send(body, {name: value for name, value in headers.items() if value}, sender)

    def signed(self, event: Json) -> tuple[bytes, dict[str, str]]:
        """An event as bytes with its headers."""
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        first = self.oa_id if self.signs_with_oa_id else self.app_id
        last = self.app_secret if self.signs_with_app_secret else self.oa_secret
        mac = hashlib.sha256(first.encode() + body + str(event["timestamp"]).encode() + last.encode()).hexdigest()
        return body, {"Content-Type": "application/json", "X-ZEvent-Signature": f"mac={mac}"}

    def event(self, user: str, name: str, message: Json | None = None, **more: Any) -> Json:
        """An event in Zalo's envelope."""
        return {
            "app_id": self.app_id,
            "sender": {"id": user},
            "user_id_by_app": f"55{user}",
            "recipient": {"id": self.oa_id},
            "event_name": name,
            "message": {"msg_id": f"{next(self._ids):x}"} | (message or {}),
            "timestamp": self._stamp(),
        } | more

    # What residents do.

    def user_says(self, user: str, text: str, **message: Any) -> Json:
        """A resident writes. Returns the event."""
        return self._from(user, self.event(user, "user_send_text", {"text": text} | message))

    def user_sends(self, user: str, kind: str, payload: Json | None = None, text: str | None = None) -> Json:
        """A resident sends something else, such as `image`. Returns the event."""
        message: Json = {"attachments": [{"type": kind, "payload": payload or {}}]}
        return self._from(user, self.event(user, f"user_send_{kind}", message | ({"text": text} if text else {})))

    def user_sends_location(self, user: str, latitude: float, longitude: float) -> Json:
        """A resident sends a place; numbers or texts by `coordinates_as_numbers`."""
        place = {"latitude": latitude, "longitude": longitude}
        if not self.coordinates_as_numbers:
            place = {name: str(value) for name, value in place.items()}
        return self.user_sends(user, "location", {"coordinates": place})

    def user_clicks(self, user: str, title: str) -> Json:
        """A resident clicks a button under the last message: its payload comes back as an ordinary text."""
        button = next(found for found in self.buttons(user) if found["title"] == title)
        if not button["type"].startswith("oa.query."):
            raise ValueError(f"expected a query button, got {button['type']}")
        return self.user_says(user, button["payload"])

    def user_follows(self, user: str) -> Json:
        """A resident follows the account."""
        self._not_following.discard(user)
        return self._from(user, self._flat("follow", follower={"id": user}, source="oa_profile"))

    def user_unfollows(self, user: str) -> Json:
        """A resident leaves."""
        self._not_following.add(user)
        return self._emit(self._flat("unfollow", follower={"id": user}, source="oa_profile"))

    def user_opens_chat(self, user: str) -> Json:
        """A resident clicks "Nhắn tin" on the account's page."""
        return self._from(user, self._flat("user_click_chatnow", user_id=user))

    def user_submits_info(self, user: str, **info: Any) -> Json:
        """A resident fills in a form for personal data."""
        event = self.event(user, "user_submit_info", info=info)
        del event["message"]
        return self._from(user, event)

    # What a test switches or looks at.

    def buttons(self, user: str) -> list[Json]:
        """The buttons under the last message."""
        return self.sent(user)[-1].get("attachment", {}).get("payload", {}).get("buttons", [])

    def sent(self, user: str) -> list[Json]:
        """Messages that a resident got, in order."""
        with self._lock:
            return list(self._sent[user])

    def expire_token(self, code: int = -220) -> None:
        """Every access token dies."""
        with self._lock:
            self._access.clear()
            self._dead_code = code

    def revoke(self) -> None:
        """The refresh token dies too, as after three months or when the owner takes the grant away."""
        with self._lock:
            self._refresh_token = secrets.token_hex(8)

    def grant(self) -> str:
        """The owner grants the app again. Returns the new refresh token."""
        with self._lock:
            self._refresh_token = f"granted-{secrets.token_hex(8)}"
            return self._refresh_token

    def refuse_next(self, code: int, times: int = 1) -> None:
        """The next messages are refused with a code."""
        with self._lock:
            self._refusals.extend([code] * times)

    def break_next(self, status: int, times: int = 1) -> None:
        """The next requests get an HTTP error without JSON, as from a proxy."""
        with self._lock:
            self._faults.extend([status] * times)

    def pass_time(self, *, hours: float) -> None:
        """Moves the clock of the windows and of the tokens."""
        self._shift += hours * HOURS

    # The server.

    async def _refresh(self, request: Request) -> Any:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        if (fault := self._fault()) is not None:
            return fault
        with self._lock:
            given = form.get("refresh_token", "")
            self.refreshes.append(given)
            is_right = (
                request.headers.get("secret_key") == self.app_secret
                and form.get("app_id") == self.app_id
                and form.get("grant_type") == "refresh_token"
                and given == self._refresh_token
            )
            if not is_right:
                self.refused_refreshes.append(given)
                return JSONResponse(
                    {
                        "error": -14014,
                        "error_name": "Invalid refresh token",
                        "error_description": "Refresh token is used",
                    }
                )
            self._refresh_token = f"refresh-{secrets.token_hex(8)}"
            access = f"access-{secrets.token_hex(8)}"
            self._access = {access: self._now() + LIFE_SECONDS}  # the old pair dies
            fresh = {"access_token": access, "refresh_token": self._refresh_token, "expires_in": str(LIFE_SECONDS)}
        if self.refresh_seconds:
            await asyncio.sleep(self.refresh_seconds)
        return JSONResponse(fresh)

    async def _send(self, request: Request) -> Any:
        body = await request.json()
        if (fault := self._fault()) is not None:
            return fault
        with self._lock:
            self.calls.append(body)
            self.called_at.append(time.monotonic())
            code = self._token_error(request) or self._message_error(body)
            if code:
                return self._answer({"error": code, "message": MESSAGES.get(code, "refused")})
            user = body["recipient"]["user_id"]
            if self._now() - self._last.get(user, 0) > FREE_HOURS * HOURS:
                self.billed += 1
            self._sent[user].append(body["message"])
            for listener in self.on_sent:
                listener(user, body["message"])
            data = {
                "message_id": f"{next(self._ids):x}",
                "user_id": user,
                "sent_time": str(int(self._now() * 1000)),
                "quota": {"quota_type": "reply", "remain": "8", "total": "8"},
            }
            return self._answer({"data": data, "error": 0, "message": "Success"})

    def _token_error(self, request: Request) -> int:
        token = request.headers.get("access_token", "")
        if not token or "authorization" in request.headers:
            return -216
        return 0 if self._access.get(token, 0) > self._now() else self._dead_code

    def _message_error(self, body: Json) -> int:
        if self._refusals:
            return self._refusals.popleft()
        user, message = body.get("recipient", {}).get("user_id"), body.get("message", {})
        if not isinstance(user, str) or not user or not message.get("text"):
            return -201
        buttons = message.get("attachment", {}).get("payload", {}).get("buttons", [])
        if len(message["text"]) > MAX_TEXT or len(buttons) > MAX_BUTTONS:
            return -210
        for button in buttons:
            if button.get("type") not in _BUTTON_TYPES or not button.get("title"):
                return -201
            payload = button["payload"]
            if len(button["title"]) > MAX_TITLE or (isinstance(payload, str) and len(payload) > MAX_QUERY):
                return -210
        if user in self._not_following:
            return -213
        if self._now() - self._last.get(user, 0) > OPEN_HOURS * HOURS:
            return -230
        return 0

    async def _template(self, request: Request) -> Any:
        await request.body()
        code = self._token_error(request)
        return self._answer(
            {"error": code, "message": MESSAGES[code]}
            if code
            else {"data": {"message_id": f"{next(self._ids):x}"}, "error": 0, "message": "Success"}
        )

    async def _quota(self, request: Request) -> Any:
        user = (await request.json()).get("user_id", "")
        if code := self._token_error(request):
            return self._answer({"error": code, "message": MESSAGES[code]})
        last = str(int(self._last.get(user, 0) * 1000))
        data = {"last_interaction": last, "cs_reply": {"remain": 8, "total": 8}}
        return self._answer({"data": data, "error": 0, "message": "Success"})

    async def _user(self, request: Request) -> Any:
        user = json.loads(request.query_params["data"])["user_id"]
        if code := self._token_error(request):
            return self._answer({"error": code, "message": MESSAGES[code]})
        data = {"user_id": user, "display_name": "Resident", "user_is_follower": user not in self._not_following}
        return self._answer({"data": data, "error": 0, "message": "Success"})

    async def _account(self, request: Request) -> Any:
        if code := self._token_error(request):
            return self._answer({"error": code, "message": MESSAGES[code]})
        data = {"oaid": self.oa_id, "name": "UBND xã", "oa_type": 4, "is_verified": True}
        return self._answer({"data": data, "error": 0, "message": "Success"})

    async def _upload(self, request: Request) -> Any:
        await request.body()
        if code := self._token_error(request):
            return self._answer({"error": code, "message": MESSAGES[code]})
        key = "attachment_id" if request.path_params["kind"] in ("image", "gif") else "token"
        return self._answer({"data": {key: secrets.token_hex(8)}, "error": 0, "message": "Success"})

    async def _shut(self, _: Request) -> Any:
        return self._answer({"error": -240, "message": MESSAGES[-240]})

    def _answer(self, data: Json) -> JSONResponse:
        self._rate = max(self._rate - 1, 0)
        headers = {"X-RateLimit-Limit": str(CALLS_A_MINUTE), "X-RateLimit-Remain": str(self._rate)}
        return JSONResponse(data, headers=headers)

    def _fault(self) -> Any:
        with self._lock:
            return JSONResponse("<html>", self._faults.popleft()) if self._faults else None

    def _flat(self, name: str, **more: Any) -> Json:
        return {"oa_id": self.oa_id, "event_name": name, "app_id": self.app_id, "timestamp": self._stamp()} | more

    def _from(self, user: str, event: Json) -> Json:
        self._last[user] = self._now()
        return self._emit(event)

    def _emit(self, event: Json) -> Json:
        self.deliver(event)
        return event

    def _stamp(self) -> str:
        """Milliseconds as a text, never the same twice."""
        with self._lock:
            self._last_stamp = max(self._last_stamp + 1, int(self._now() * 1000))
            return str(self._last_stamp)

    def _now(self) -> float:
        return time.time() + self._shift
