"""The web channel: chat page, JSON API, health and metrics. The words of the page are in web_pages/."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import json
import logging
import math
import re
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from bot.adapters.versioned_static import VersionedStatic, version_of
from bot.bootstrap import SUGGESTED, Application
from bot.channels.chat_data import answer_data, shown_data
from bot.channels.rate_limit import TokenBuckets
from bot.domain.aspect import Aspect
from bot.domain.message import MAX_MESSAGE_CHARACTERS, Message
from bot.domain.payload import MAX_PAYLOAD_BYTES, TopicPayload
from bot.services.conversing import Reply

CHANNEL = "web"
SESSION_COOKIE = "troly_session"
SESSION_SECONDS = 180 * 24 * 3600
MAX_BODY_BYTES = 16 * 1024
MAX_SENDER_CHARACTERS = 200
FORM_PATIENCE_SECONDS = 20.0
# Offered on the empty page after the procedures of SUGGESTED.
SUGGESTED_GUIDES = ("tra_cuu_ho_so", "vneid_huong_dan", "an_toan_so")

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

_LOG = logging.getLogger(__name__)
_PAGES = Path(__file__).parent / "web_pages"
_SESSION = re.compile(r"[0-9a-f]{32}")
_CLIENT_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def routes(application: Application) -> list[BaseRoute]:
    """The routes of the web channel."""
    web = WebChannel(application)
    return [
        Route("/", web.page),
        Route("/hoi", web.form, methods=["POST"]),
        Route("/hoi", web.back_to_page, methods=["GET"]),
        Route("/api/chat", web.chat, methods=["POST"]),
        Route("/api/session", web.new_session, methods=["POST"]),
        Route("/healthz", web.health),
        Route("/metrics", web.metrics),
        Mount("/static", VersionedStatic(directory=_PAGES / "static")),
    ]


def middleware() -> list[Middleware]:
    """What every response goes through, outermost first."""
    return [Middleware(SafeResponses), Middleware(GZipMiddleware, minimum_size=500)]


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A question as the API or the form takes it."""

    text: str
    sender: str | None = None
    payload: str | None = None
    id: str | None = None


class _Refused(Exception):
    """Raised when a request cannot be served; carries what the client is told."""

    def __init__(self, status: int, error: str, *, retry_after: int | None = None, **details: Any) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, **details}
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}


class WebChannel:
    """Turns requests into messages and answers into JSON or a page."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._locality = application.catalogue.localities.get(application.settings.locality or "")
        self._public_url = urlsplit(application.settings.public_url)
        self._running: set[str] = set()
        self._senders = TokenBuckets(per_minute=30, burst=15)
        # Many residents may share one address (a school, a mobile network), hence ten times as much.
        self._addresses = TokenBuckets(per_minute=300, burst=150)
        self._environment = Environment(loader=FileSystemLoader(_PAGES / "templates"), autoescape=True)
        self._version = version_of(_PAGES / "static")
        self._metrics = CollectorRegistry()
        self._metrics.register(_UsageMetrics(application))

    async def page(self, request: Request) -> Response:
        """The chat page."""
        return self._with_session(self._render(), _session_of(request) or _new_session())

    async def back_to_page(self, _: Request) -> Response:
        """Sends who opens the form's address to the chat page."""
        return RedirectResponse("/", status_code=303)

    async def chat(self, request: Request) -> Response:
        """Answers one question given as JSON."""
        try:
            self._check_source(request, JSON_TYPE)
            asked = read_chat_request(await _read_body(request))
            given = _session_of(request)
            session = given or _new_session()
            self._check_rate(request, asked, given)
            reply = await self._take(self._message(asked, session))
        except _Refused as refused:
            return JSONResponse(refused.body, refused.status, refused.headers)
        data = answer_data(reply.answer) | {"turn": reply.turn or None, "shown": shown_data(reply.answer)}
        response = JSONResponse(data, headers={"Cache-Control": "no-store"})
        return response if given or asked.sender is not None else self._with_session(response, session)

    async def form(self, request: Request) -> Response:
        """Answers one question sent by the plain HTML form, for browsers without JavaScript."""
        given = _session_of(request)
        session = given or _new_session()
        asked = None
        try:
            self._check_source(request, FORM_TYPE)
            asked = read_form(await _read_body(request))
            self._check_rate(request, asked, given)
            reply = await self._take_patiently(self._message(asked, session))
        except _Refused as refused:
            response = self._render(asked=asked, refused=refused.status)
            response.headers.update(refused.headers)
            return response
        return self._with_session(self._render(asked=asked, reply=reply), session)

    async def new_session(self, request: Request) -> Response:
        """Starts a conversation without memory of the one before, for the next person at the same device."""
        try:
            self._check_source(request, JSON_TYPE)
        except _Refused as refused:
            return JSONResponse(refused.body, refused.status)
        return self._with_session(Response(status_code=204), _new_session())

    async def health(self, _: Request) -> Response:
        """Says that the server is up, and with which model."""
        application = self._application
        return JSONResponse(
            {"status": "ok", "model": application.engine.model, "topics": len(application.catalogue)},
            headers={"Cache-Control": "no-store"},
        )

    async def metrics(self, _: Request) -> Response:
        """Counts for Prometheus."""
        return Response(generate_latest(self._metrics), media_type=CONTENT_TYPE_LATEST)

    async def _take(self, message: Message) -> Reply:
        """Answers a message once; the same message again gets the same answer.

        A message that a crash or a failure left without an answer is answered now. That is sound because one process
        owns the database, so whatever is being answered is in `_running`.
        """
        application = self._application
        if message.update_id in self._running:
            raise _Refused(409, "in_progress", retry_after=1)
        if not application.conversing.accept(message):
            answer = application.store.answered(CHANNEL, message.update_id)
            if answer is not None:
                return Reply("", answer)
            unfinished = {(left.channel, left.update_id) for left in application.conversing.unfinished()}
            if (CHANNEL, message.update_id) not in unfinished:
                raise _Refused(410, "gone", expected="a new id", got="the id of a message whose answer was deleted")
        self._running.add(message.update_id)
        try:
            return await application.conversing.answer(message)
        finally:
            self._running.discard(message.update_id)

    async def _take_patiently(self, message: Message) -> Reply:
        """As `_take`, but waits where the same form was sent twice: a browser without script cannot try again."""
        deadline = asyncio.get_running_loop().time() + FORM_PATIENCE_SECONDS
        while True:
            try:
                return await self._take(message)
            except _Refused as refused:
                if refused.status != 409 or asyncio.get_running_loop().time() > deadline:
                    raise
            await asyncio.sleep(0.2)

    def _message(self, asked: ChatRequest, session: str) -> Message:
        address = f"web:{session}" if asked.sender is None else f"api:{asked.sender}"
        # Hashed, because the inbox keeps the id after it has wiped the address.
        once = f"{address}:{asked.id or uuid.uuid4().hex}"
        return Message(
            channel=CHANNEL,
            update_id=hashlib.sha256(once.encode()).hexdigest()[:40],
            address=address,
            text=asked.text,
            received_at=self._application.clock.now(),
            payload=asked.payload,
            locality=self._application.settings.locality,
        )

    def _check_source(self, request: Request, content_type: str) -> None:
        """Refuses other sites and other content types."""
        got = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if got != content_type:
            raise _Refused(415, "unsupported_media_type", expected=content_type, got=got)
        origin = request.headers.get("origin")
        if origin is None:
            return
        # "Referrer-Policy: no-referrer" makes browsers send "null" with a form of our own page. A foreign form carries
        # no session cookie (SameSite=Lax), so all it could do is ask as a stranger.
        if origin == "null" and content_type == FORM_TYPE:
            if request.headers.get("sec-fetch-site", "same-origin") == "same-origin":
                return
        elif _host_of(origin) in {request.headers.get("host", "").lower(), self._public_url.netloc.lower()} - {""}:
            return
        raise _Refused(403, "foreign_origin", expected=request.headers.get("host", ""), got=origin[:100])

    def _check_rate(self, request: Request, asked: ChatRequest, session: str | None) -> None:
        """Refuses who asks too fast. A sender's name is believed only from this machine: others could invent names."""
        address, is_local = _client_of(request)
        if asked.sender is not None and is_local:
            wait = self._senders.take(f"sender {asked.sender}")
        else:
            known = session if asked.sender is None else None
            wait = max(self._senders.take(f"{address} {known or ''}"), self._addresses.take(address))
        if wait:
            raise _Refused(429, "too_many_requests", retry_after=math.ceil(wait))

    def _with_session(self, response: Response, session: str) -> Response:
        response.set_cookie(
            SESSION_COOKIE,
            session,
            max_age=SESSION_SECONDS,
            secure=self._public_url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response

    def _render(
        self, *, asked: ChatRequest | None = None, reply: Reply | None = None, refused: int | None = None
    ) -> Response:
        application = self._application
        greeting = (self._locality and self._locality.greeting) or application.wording.say("utter_greet")
        topics = [topic for topic in map(application.catalogue.get, (*SUGGESTED, *SUGGESTED_GUIDES)) if topic]
        html = self._environment.get_template("chat.html").render(
            place=self._locality.name if self._locality else None,
            greeting=greeting.strip().split("\n"),
            privacy=application.wording.say("utter_privacy_notice").split("\n"),
            topics=[(topic.name, TopicPayload(topic.id, Aspect.SUMMARY).encode()) for topic in topics],
            asked=asked,
            answer=reply.answer if reply else None,
            refused=refused,
            form_id=secrets.token_hex(8),
            max_characters=MAX_MESSAGE_CHARACTERS,
            version=self._version,
        )
        is_empty = asked is None and refused is None
        return HTMLResponse(html, refused or 200, {"Cache-Control": "no-cache" if is_empty else "no-store"})


def read_chat_request(body: bytes) -> ChatRequest:
    """Reads the body of `/api/chat`. Raises _Refused with every mistake."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _bad_body([("body", "a JSON object in UTF-8", type(error).__name__)]) from error
    if not isinstance(data, dict):
        raise _bad_body([("body", 'a JSON object with "text"', _shortened(data))])
    text, payload = data.get("text"), data.get("payload")
    sender, identifier = (str(value) if type(value) is int else value for value in (data.get("sender"), data.get("id")))
    checks = (
        ("text", isinstance(text, str), "a string"),
        ("sender", _is_sound(sender, MAX_SENDER_CHARACTERS), f"a string of 1 to {MAX_SENDER_CHARACTERS} characters"),
        (
            "payload",
            _is_sound(payload, MAX_PAYLOAD_BYTES),
            f"the payload of a button, at most {MAX_PAYLOAD_BYTES} bytes",
        ),
        ("id", _is_client_id(identifier), f"a string like {_CLIENT_ID.pattern}"),
    )
    problems = [(name, expected, _shortened(data.get(name))) for name, is_right, expected in checks if not is_right]
    if problems:
        raise _bad_body(problems)
    return ChatRequest(
        text=str(text), sender=sender, payload=payload, id=None if identifier is None else str(identifier)
    )


def read_form(body: bytes) -> ChatRequest:
    """Reads the body of `/hoi`. Raises _Refused when it is not one of the page's forms."""
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=10)
    except ValueError as error:
        raise _bad_body([("body", "a form in UTF-8", type(error).__name__)]) from error
    text, payload, form_id = (fields.get(name, [""])[0] for name in ("text", "payload", "id"))
    if len(payload.encode()) > MAX_PAYLOAD_BYTES or not _CLIENT_ID.fullmatch(form_id or "-"):
        raise _bad_body([("payload, id", "what the page's own form sends", _shortened([payload, form_id]))])
    # A browser that goes back sends another question with the id of the first page.
    content = hashlib.sha256(f"{text}\0{payload}".encode()).hexdigest()[:16]
    return ChatRequest(text=text, payload=payload or None, id=f"{form_id}-{content}" if form_id else None)


class SafeResponses:
    """Adds the security headers (a page may set its own), and lets no error text out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on and a response back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def send_safely(message: AsgiMessage) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_safely)
        except Exception:
            if has_started:
                raise
            _LOG.exception("%s %s failed", scope["method"], scope["path"])
            await JSONResponse({"error": "internal"}, 500)(scope, receive, send_safely)


class _UsageMetrics(Collector):
    """Counts read from the usage log, so that they hold for every channel and over restarts."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def collect(self) -> Iterator[Metric]:
        """The metrics of this moment."""
        turns = CounterMetricFamily("troly_turns", "Turns in the usage log.", labels=["channel", "outcome"])
        for channel, outcome, count in self._application.store.outcome_counts():
            turns.add_metric([channel, outcome], count)
        yield turns
        yield GaugeMetricFamily("troly_topics", "Topics in the catalogue.", value=len(self._application.catalogue))
        yield InfoMetricFamily("troly_model", "Model that answers.", value={"name": self._application.engine.model})


async def _read_body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise _Refused(413, "too_large", expected=f"at most {MAX_BODY_BYTES} bytes", got="more")
    return body


def _bad_body(problems: list[tuple[str, str, str]]) -> _Refused:
    listed = [{"field": field, "expected": expected, "got": got} for field, expected, got in problems]
    return _Refused(400, "bad_request", problems=listed)


def _is_sound(value: object, most: int) -> bool:
    """Whether an optional field is left out or a string of fitting length that UTF-8 can hold."""
    return value is None or (isinstance(value, str) and 0 < len(value) <= most and not _SURROGATE.search(value))


def _is_client_id(value: object) -> bool:
    return value is None or (isinstance(value, str) and _CLIENT_ID.fullmatch(value) is not None)


def _shortened(value: object) -> str:
    return json.dumps(value)[:60]


def _session_of(request: Request) -> str | None:
    given = request.cookies.get(SESSION_COOKIE, "")
    return given if _SESSION.fullmatch(given) else None


def _new_session() -> str:
    return secrets.token_hex(16)


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _client_of(request: Request) -> tuple[str, bool]:
    """The client's address (the network of 64 bits for IPv6) and whether it is this machine."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host, False
    if address.version == 6 and not address.is_loopback:
        return str(ipaddress.ip_network((address, 64), strict=False)), False
    return host, address.is_loopback
