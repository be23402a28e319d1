"""Asks for a page over HTTP: HEAD, and GET where a server does not take HEAD; nothing of the page is kept."""

from __future__ import annotations

from http import HTTPStatus

import httpx

from bot.domain.link_check import LinkCheck, LinkResult

TIMEOUT_SECONDS = 10.0
MAX_REDIRECTS = 5
# Servers that refuse HEAD or an unknown program, although the page is there.
ASK_AGAIN = frozenset(
    {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}
)
# The server is there and does not let programs look; a person has to.
NOT_TOLD = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})


class HttpLinkProbe:
    """The port `LinkProbe`."""

    def __init__(self, timeout: float = TIMEOUT_SECONDS) -> None:
        self._timeout = timeout

    async def probe(self, url: str) -> LinkCheck:
        """What the server answers, or why it did not."""
        try:
            async with (
                httpx.AsyncClient(
                    timeout=self._timeout, follow_redirects=True, max_redirects=MAX_REDIRECTS, trust_env=True
                ) as client,
                client.stream("HEAD", url) as head,
            ):
                answer = head
                if head.status_code in ASK_AGAIN:
                    async with client.stream("GET", url) as got:
                        answer = got
        except httpx.TooManyRedirects:
            return LinkCheck(url, LinkResult.BROKEN, detail="redirects without end")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            return LinkCheck(url, LinkResult.UNREACHABLE, detail=type(error).__name__)
        return _judged(url, answer)


def _judged(url: str, answer: httpx.Response) -> LinkCheck:
    status = answer.status_code
    if status in NOT_TOLD:
        return LinkCheck(url, LinkResult.UNREACHABLE, status, "refuses programs")
    if status >= HTTPStatus.BAD_REQUEST:
        return LinkCheck(url, LinkResult.BROKEN, status)
    final = str(answer.url)
    if answer.history and final.rstrip("/") != url.rstrip("/"):
        return LinkCheck(url, LinkResult.MOVED, status, final)
    return LinkCheck(url, LinkResult.FINE, status)
