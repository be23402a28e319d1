"""Whose conversation a request belongs to: a cookie on our own page, a header in a frame on another site.

In a frame, browsers treat our cookie as one of a third party and drop it. So the frame's script sends its session as a
header, which no foreign site can add. It keeps it in the storage that the browser gives it there; where there is none,
a partitioned cookie brings the same session back with the frame's page, and is read for nothing else (ADR 0008).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.bootstrap import Application
from bot.channels.web.refusals import Refused
from bot.channels.web.request_guarding import JSON_TYPE, Guard

SESSION_COOKIE = "troly_session"
FRAME_COOKIE = "troly_frame"
SESSION_HEADER = "x-troly-session"
SESSION_SECONDS = 180 * 24 * 3600
_SESSION = re.compile(r"[0-9a-f]{32}")


def session_of(request: Request) -> str | None:
    """The session that a request names, or None."""
    for given in (request.headers.get(SESSION_HEADER, ""), request.cookies.get(SESSION_COOKIE, "")):
        if _SESSION.fullmatch(given):
            return given
    return None


def frame_session_of(request: Request) -> str | None:
    """The session that the frame's page had before, or None."""
    given = request.cookies.get(FRAME_COOKIE, "")
    return given if _SESSION.fullmatch(given) else None


def keep_frame_session(response: Response, session: str) -> None:
    """Sets the partitioned cookie: one for each site that shows the frame. Browsers take it under https only."""
    # Written by hand: Python's cookies know "Partitioned" from 3.14 on.
    response.headers.append(
        "set-cookie",
        f"{FRAME_COOKIE}={session}; Max-Age={SESSION_SECONDS}; Path=/embed; Secure; HttpOnly; SameSite=None;"
        " Partitioned",
    )


def new_session() -> str:
    """A session that nobody can guess."""
    return secrets.token_hex(16)


class Sessions:
    """Gives browsers their session."""

    def __init__(self, application: Application) -> None:
        self._is_secure = urlsplit(application.settings.public_url).scheme == "https"

    def give(self, response: Response, session: str) -> Response:
        """Sets the cookie."""
        response.set_cookie(
            SESSION_COOKIE,
            session,
            max_age=SESSION_SECONDS,
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )
        return response

    def start_anew(self, guard: Guard) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint that starts a conversation without memory, for the next person at the same device.

        A frame's script has chosen its new session itself; the page is to come back with it.
        """

        async def anew(request: Request) -> Response:
            try:
                guard.check_source(request, JSON_TYPE)
            except Refused as refused:
                return refused.as_json()
            response = Response(status_code=204)
            named = request.headers.get(SESSION_HEADER, "")
            if not _SESSION.fullmatch(named):
                return self.give(response, new_session())
            keep_frame_session(response, named)
            return response

        return anew
