"""Writes down that an answer leaves, at the last moment before its request goes onto the wire.

Between this mark and the end of the write lie some 150 microseconds; between the write and the platform's
confirmation lies a journey to the platform and back. A crash is therefore far likelier to fall into the second gap.

    client = httpx.AsyncClient(event_hooks={"request": [mark_departure]})
    token = LEAVING.set(departure.leaves)
    ...
    LEAVING.reset(token)
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import httpx

# What the request that is being made in this task must call before it leaves; None for requests that carry no answer.
LEAVING: ContextVar[Callable[[], None] | None] = ContextVar("LEAVING", default=None)
# httpcore's name for the moment between the headers and the body: a request without its body is never carried out.
_LAST_MOMENT = "http11.send_request_body.started"


async def mark_departure(request: httpx.Request) -> None:
    """An event hook of httpx."""
    leaves = LEAVING.get()
    if leaves is None:
        return

    async def trace(event: str, _: dict[str, Any]) -> None:
        if event == _LAST_MOMENT:
            leaves()

    request.extensions["trace"] = trace
