"""HTTP to the Zalo Bot's API: one call, and errors that say what Zalo answered."""

from __future__ import annotations

from typing import Any

import httpx

from bot.channels.departing import mark_departure
from bot.channels.zalo_bot.error_codes import IDLE
from bot.services.delivering import RetryLaterError

TIMEOUT_SECONDS = 15.0
LONG_POLL_SECONDS = 25
MAX_CONNECTIONS = 20


class BotRefusalError(Exception):
    """Zalo answered with an error code."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"Zalo Bot error {code}: {description}")
        self.code = code


class BotClient:
    """Calls methods of the API. The token is in the address, so no address is ever logged."""

    def __init__(self, *, api_base: str, token: str) -> None:
        self._base = f"{api_base.rstrip('/')}/bot{token}/"
        limits = httpx.Limits(max_connections=MAX_CONNECTIONS)
        self._http = httpx.AsyncClient(
            timeout=TIMEOUT_SECONDS, limits=limits, event_hooks={"request": [mark_departure]}
        )

    async def call(self, method: str, *, timeout_seconds: float = TIMEOUT_SECONDS, **parameters: Any) -> Any:
        """Calls a method and returns its result.

        Raises:
            BotRefusalError: Zalo answered with an error code.
            RetryLaterError: Zalo could not be reached, or something else answered in its place.
        """
        try:
            response = await self._http.post(self._base + method, json=parameters, timeout=timeout_seconds)
        except httpx.HTTPError as error:
            raise RetryLaterError(f"Zalo cannot be reached: {type(error).__name__}") from None  # its text has the token
        try:
            data = response.json()
        except ValueError:
            data = None
        if not isinstance(data, dict) or "ok" not in data:
            raise RetryLaterError(f"expected an answer of Zalo, got HTTP {response.status_code}")
        if data["ok"] is not True:
            code = data.get("error_code")
            raise BotRefusalError(
                code if type(code) is int else response.status_code, str(data.get("description", ""))[:200]
            )
        return data.get("result")

    async def next_update(self) -> dict[str, Any] | None:
        """Waits for one update; None when none came in time. What is returned here is not served again.

        Raises:
            BotRefusalError: Zalo answered with an error code.
            RetryLaterError: Zalo could not be reached.
        """
        try:
            result = await self.call(
                "getUpdates", timeout_seconds=LONG_POLL_SECONDS + TIMEOUT_SECONDS, timeout=str(LONG_POLL_SECONDS)
            )
        except BotRefusalError as refusal:
            if refusal.code == IDLE:
                return None
            raise
        return result if isinstance(result, dict) else None

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()
