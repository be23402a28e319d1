"""Reads the body of a webhook without trusting its size, its speed or its form."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import ClientDisconnect, Request

MAX_BODY_BYTES = 64 * 1024
# Platforms give a webhook two seconds; who sends a body more slowly than this is none of them.
PATIENCE_SECONDS = 5.0


async def read_body(request: Request) -> bytes | None:
    """The body as it came, or None when it is too large, too slow or cut off."""
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdecimal() or int(length[:12]) > MAX_BODY_BYTES:
        return None
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    return None
    except (TimeoutError, ClientDisconnect):
        return None
    return bytes(body)


def read_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object that a body holds, or None for anything else."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
