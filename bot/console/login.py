"""Signing in: the only pages of the console that need no session."""

from __future__ import annotations

import ipaddress
import re
import secrets
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.bootstrap import Application
from bot.console.area import ROOT
from bot.console.guarding import COOKIE, comes_from_here, read_form
from bot.console.rendering import Rendering
from bot.domain.errors import AccountError, FormError

LOGIN_PATH = f"{ROOT}/dang-nhap"
# Pairs the form with the browser that fetched it, before there is a session.
LOGIN_COOKIE = "troly_login"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
_OWN_PATH = re.compile(r"/console/(?!/)[A-Za-z0-9_/?=&%.+-]{0,500}")


class Login:
    """The login page and its form."""

    def __init__(self, application: Application, rendering: Rendering) -> None:
        self._application = application
        self._rendering = rendering
        self._is_secure = application.settings.public_url.startswith("https://")

    async def page(self, request: Request) -> Response:
        """The form; who is signed in already goes to the queue."""
        if self._application.desk.signing_in.find(request.cookies.get(COOKIE, "")):
            return RedirectResponse(f"{ROOT}/", HTTPStatus.SEE_OTHER)
        return self._form(request, wanted=own_path(request.query_params.get("toi", "")))

    async def sign_in(self, request: Request) -> Response:
        """Checks name and password, and starts a session under a new token."""
        try:
            form = await read_form(request)
        except FormError:
            return self._form(request, wanted="", problem="refused", status=HTTPStatus.BAD_REQUEST)
        wanted = own_path(form.get("toi", ""))
        pairing = request.cookies.get(LOGIN_COOKIE, "")
        if not comes_from_here(request) or not _TOKEN.fullmatch(pairing) or form.get("pairing") != pairing:
            return self._form(request, wanted=wanted, problem="stale", status=HTTPStatus.FORBIDDEN)
        signing_in = self._application.desk.signing_in
        try:
            token = await signing_in.sign_in(form.get("name", ""), form.get("password", ""), address_of(request))
        except AccountError as error:
            status = HTTPStatus.TOO_MANY_REQUESTS if error.key == "locked" else HTTPStatus.UNAUTHORIZED
            return self._form(request, wanted=wanted, problem=error.key, status=status)
        before = signing_in.find(request.cookies.get(COOKIE, ""))
        if before:
            signing_in.sign_out(before)
        response = RedirectResponse(wanted or f"{ROOT}/", HTTPStatus.SEE_OTHER)
        response.set_cookie(COOKIE, token, path=ROOT, httponly=True, samesite="lax", secure=self._is_secure)
        response.delete_cookie(LOGIN_COOKIE, path=ROOT)
        return response

    def _form(self, request: Request, *, wanted: str, problem: str = "", status: int = HTTPStatus.OK) -> Response:
        given = request.cookies.get(LOGIN_COOKIE, "")
        pairing = given if _TOKEN.fullmatch(given) else secrets.token_urlsafe(24)
        html = self._rendering.html("login.html", pairing=pairing, wanted=wanted, problem=problem)
        response = HTMLResponse(html, status)
        response.set_cookie(LOGIN_COOKIE, pairing, path=ROOT, httponly=True, samesite="lax", secure=self._is_secure)
        return response


def own_path(path: str) -> str:
    """A path below `/console/` as it is, everything else as nothing: a login never leads to another site."""
    return path if _OWN_PATH.fullmatch(path) else ""


def address_of(request: Request) -> str:
    """Where a request comes from, as lockouts count it: an IPv6 network is one address."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host or "unknown"
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host
