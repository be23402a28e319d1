"""`GET /go/<token>`: counts an opened link of an answer and leads on, to official hosts only."""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.bootstrap import Application
from bot.channels.rate_limit import TokenBuckets
from bot.channels.web.rendering import Rendering
from bot.services.link_tracking import LinkError

_LOG = logging.getLogger(__name__)
_NOT_KEPT = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class LinkRedirect:
    """Where the links of answers go through."""

    def __init__(self, application: Application, rendering: Rendering) -> None:
        self._links = application.links
        self._counting = application.counting
        self._rendering = rendering
        # Opening one answer's links again and again is one interest; nobody fills the database with it.
        self._turns = TokenBuckets(per_minute=2, burst=5)

    async def open(self, request: Request) -> Response:
        """Leads to the official page, or says in words that this link leads nowhere."""
        try:
            link = self._links.read(request.path_params["token"])
        except LinkError as error:
            return HTMLResponse(self._rendering.html("dead_link.html"), error.status, _NOT_KEPT)
        is_opened = request.method == "GET" and not _is_prefetched(request)
        if is_opened and not self._turns.take(link.turn):
            try:
                self._counting.link_opened(link.turn, link.topic, link.url)
            except Exception:
                _LOG.exception("an opened link was not counted")
        return RedirectResponse(link.url, 302, _NOT_KEPT)


def _is_prefetched(request: Request) -> bool:
    """Whether a browser fetches it without anybody having opened it."""
    purposes = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return "prefetch" in purposes.lower()
