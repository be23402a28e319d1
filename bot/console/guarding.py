"""Who may pass: every address of the console goes through here, and what is not allowed is refused."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.bootstrap import Application
from bot.console.area import ROOT, ConsoleRoute
from bot.console.rendering import Rendering
from bot.console.visit import Form, Visit
from bot.domain.errors import FormError, TrolyError

_LOG = logging.getLogger(__name__)
COOKIE = "troly_officer"
FORM_TYPE = "application/x-www-form-urlencoded"
MAX_FORM_BYTES = 512 * 1024
MAX_FIELDS = 2000
# Open to an officer with a one-time password.
PASSWORD_PATHS = (f"{ROOT}/tai-khoan", f"{ROOT}/tai-khoan/mat-khau", f"{ROOT}/dang-xuat")
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(route: ConsoleRoute, application: Application, rendering: Rendering) -> Endpoint:
    """The endpoint of a route: signed in, of a sufficient role, with a form of our own; then its handler."""

    async def endpoint(request: Request) -> Response:
        session = application.desk.signing_in.find(request.cookies.get(COOKIE, ""))
        if session is None:
            return _to_login(request)
        visit = Visit(request, application, session, rendering)
        if session.officer.must_change and request.url.path not in PASSWORD_PATHS:
            return visit.go("/tai-khoan", flash="account.must_change", kind="problem")
        if not session.officer.role.covers(route.least):
            return visit.error("forbidden", HTTPStatus.FORBIDDEN)
        if request.method == "POST":
            try:
                form = await read_form(request)
            except FormError:
                return visit.error("bad_form", HTTPStatus.BAD_REQUEST)
            if not comes_from_here(request) or form.get("form_token") != session.form_token:
                return visit.error("stale_form", HTTPStatus.FORBIDDEN)
            visit = Visit(request, application, session, rendering, form)
        try:
            return await route.handler(visit)
        except TrolyError:
            _LOG.exception("%s %s failed", request.method, route.path)
            return visit.error("unavailable", HTTPStatus.SERVICE_UNAVAILABLE)

    return safe(endpoint)


def safe(endpoint: Endpoint) -> Endpoint:
    """Adds the security headers."""

    async def with_headers(request: Request) -> Response:
        response = await endpoint(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return with_headers


async def read_form(request: Request) -> Form:
    """The fields of a form. Raises FormError when it is too large or of another type."""
    got = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if got != FORM_TYPE:
        raise FormError(f"form: expected {FORM_TYPE}, got {got!r}")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM_BYTES:
            raise FormError(f"form: expected at most {MAX_FORM_BYTES} bytes, got more")
    try:
        fields = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as error:
        raise FormError(f"form: expected fields in UTF-8, got: {error}") from error
    return ImmutableMultiDict([(name, value.replace("\r\n", "\n")) for name, value in fields])


def comes_from_here(request: Request) -> bool:
    """Whether a form was sent by a page of this server, as far as the browser tells."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()


def _to_login(request: Request) -> Response:
    address = f"{ROOT}/dang-nhap"
    if request.url.path != f"{ROOT}/":
        # A form whose session has ended leads back to its page, where the draft is.
        wanted = request.url.path + (f"?{request.url.query}" if request.method == "GET" and request.url.query else "")
        address += f"?toi={quote(wanted, safe='')}"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
