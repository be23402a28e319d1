"""Links of answers that are counted: `/go/<token>` instead of the official address.

A token is signed and holds turn, topic and address, so nothing is stored until somebody opens it. Only official hosts
are ever linked this way, and the host is checked again when the link is opened.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.domain.answer import Answer, Link

MAX_TOKEN_CHARACTERS = 2000
SIGNATURE_BYTES = 16
PATH = "/go/"


class LinkError(Exception):
    """A token leads nowhere; `status` is the HTTP status that says why."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class TrackedLink:
    """What a token says: which answer of which topic led where."""

    turn: str
    topic: str | None
    url: str


class LinkTracking:
    """Makes and reads tokens."""

    def __init__(self, secret: bytes, hosts: Collection[str]) -> None:
        self._key = hmac.digest(secret, b"links of answers", "sha256")
        self._hosts = frozenset(hosts)

    def tracked(self, turn: str, answer: Answer, base: str = "") -> Answer:
        """The answer with counted links that name their host; a link to another host stays as it is.

        Args:
            turn: id of the turn; without one nothing is counted.
            base: start of our own addresses, for answers that leave our page.
        """
        if not turn or not answer.links:
            return answer
        topic = answer.topics[0] if answer.topics else None
        return replace(answer, links=tuple(self._tracked_link(turn, topic, link, base) for link in answer.links))

    def token(self, link: TrackedLink) -> str:
        """The signed token of a link."""
        body = _encoded(json.dumps([link.turn, link.topic, link.url], separators=(",", ":")).encode())
        return f"{body}.{_encoded(self._signature(body))}"

    def read(self, token: str) -> TrackedLink:
        """The link of a token. Raises LinkError for one that is not ours or leads to a host that is not official."""
        body, _, signature = token.partition(".")
        if len(token) > MAX_TOKEN_CHARACTERS or not token.isascii():
            raise LinkError("expected a token of ours, got something else", 404)
        if not hmac.compare_digest(_encoded(self._signature(body)), signature):
            raise LinkError("expected a token with our signature", 404)
        try:
            turn, topic, url = json.loads(_decoded(body))
        except (ValueError, binascii.Error) as error:
            raise LinkError("expected a token with turn, topic and address", 404) from error
        if not self.is_official(url):
            raise LinkError("expected an official host", 410)
        return TrackedLink(turn, topic, url)

    def is_official(self, url: str) -> bool:
        """Whether an address leads to a listed host over https, whatever a browser makes of odd characters."""
        if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
            return False
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        is_plain = parts.scheme == "https" and port is None and parts.username is None and parts.password is None
        return is_plain and parts.netloc == parts.hostname and parts.hostname in self._hosts

    def _tracked_link(self, turn: str, topic: str | None, link: Link, base: str) -> Link:
        if not self.is_official(link.url):
            return link
        host = urlsplit(link.url).hostname or ""
        label = link.label if host in link.label else f"{link.label} ({host})"
        return Link(label, base + PATH + self.token(TrackedLink(turn, topic, link.url)))

    def _signature(self, body: str) -> bytes:
        return hmac.digest(self._key, body.encode(), "sha256")[:SIGNATURE_BYTES]


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
