"""Reads the body of a request up to a limit, so that no sender can fill the memory."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request


class BodyTooLargeError(Exception):
    """The body is larger than the limit; what came of it was dropped."""


async def read_bounded(request: Request, limit: int) -> bytes:
    """The body of a request; one that announces too much is not read at all.

    Raises:
        BodyTooLargeError: there are more than `limit` bytes.
        ClientDisconnect: the sender went away before the end.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise BodyTooLargeError
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BodyTooLargeError
    return bytes(body)


__all__ = ["BodyTooLargeError", "ClientDisconnect", "read_bounded"]
