"""Refuses requests of other sites, of wrong kinds, and of those who ask too fast."""

from __future__ import annotations

import ipaddress
import math
from urllib.parse import urlsplit

from starlette.requests import Request

from bot.bootstrap import Application
from bot.channels.rate_limit import TokenBuckets
from bot.channels.web.refusals import Refused
from bot.channels.web.request_reading import ChatRequest

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"


class Guard:
    """What a request must get past before it is read."""

    def __init__(self, application: Application) -> None:
        self._public_host = urlsplit(application.settings.public_url).netloc.lower()
        self._senders = TokenBuckets(per_minute=30, burst=15)
        # Many residents may share one address (a school, a mobile network), hence ten times as much.
        self._addresses = TokenBuckets(per_minute=300, burst=150)
        # Looking for replies is cheap and comes from every open page.
        self._lookers = TokenBuckets(per_minute=10, burst=10)

    def check_source(self, request: Request, content_type: str) -> None:
        """Refuses other sites and other content types."""
        got = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if got != content_type:
            raise Refused(415, "unsupported_media_type", expected=content_type, got=got)
        origin = request.headers.get("origin")
        if origin is None:
            return
        # "Referrer-Policy: no-referrer" makes browsers send "null" with a form of our own page. A foreign form carries
        # no session cookie (SameSite=Lax), so all it could do is ask as a stranger.
        if origin == "null" and content_type == FORM_TYPE:
            if request.headers.get("sec-fetch-site", "same-origin") == "same-origin":
                return
        elif _host_of(origin) in {request.headers.get("host", "").lower(), self._public_host} - {""}:
            return
        raise Refused(403, "foreign_origin", expected=request.headers.get("host", ""), got=origin[:100])

    def check_rate(self, request: Request, asked: ChatRequest, session: str | None) -> None:
        """Refuses who asks too fast. A sender's name is believed only from this machine: others could invent names."""
        address, is_local = _client_of(request)
        if asked.sender is not None and is_local:
            wait = self._senders.take(f"sender {asked.sender}")
        else:
            known = session if asked.sender is None else None
            wait = max(self._senders.take(f"{address} {known or ''}"), self._addresses.take(address))
        _refuse_after(wait)

    def check_looking(self, request: Request, session: str) -> None:
        """Refuses who looks for replies too often."""
        address, _ = _client_of(request)
        _refuse_after(max(self._lookers.take(f"{address} {session}"), self._addresses.take(address)))


def _refuse_after(wait: float) -> None:
    if wait:
        raise Refused(429, "too_many_requests", retry_after=math.ceil(wait))


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
