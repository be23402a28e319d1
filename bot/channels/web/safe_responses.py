"""What every response gets: security headers, and no word about the inside when something breaks."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

_LOG = logging.getLogger(__name__)


def content_policy(frame_ancestors: Sequence[str] = ()) -> str:
    """The content policy of our pages: everything of our own, nothing inline, in frames of listed sites only."""
    ancestors = " ".join(dict.fromkeys(("'self'", *frame_ancestors)))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {ancestors}"
    )


SECURITY_HEADERS = {
    "Content-Security-Policy": content_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


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
            # The path of a counted link holds its token; the kind of page is enough.
            place = "/" + str(scope["path"]).strip("/").partition("/")[0]
            _LOG.exception("%s %s failed", scope["method"], place)
            await JSONResponse({"error": "internal"}, 500)(scope, receive, send_safely)
