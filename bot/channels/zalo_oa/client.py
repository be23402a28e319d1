"""HTTP to the Official Account's API: two calls, and errors that say what Zalo answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels.departing import mark_departure
from bot.services.delivering import RetryLaterError

TIMEOUT_SECONDS = 15.0
MAX_CONNECTIONS = 20
REFRESH_PATH = "/v4/oa/access_token"
SEND_PATH = "/v3.0/oa/message/cs"


class OaRefusalError(Exception):
    """Zalo answered with an error code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"Zalo OA error {code}: {message}")
        self.code = code


class OaClient:
    """Sends consultation messages and refreshes tokens. Keeps no state but its connections."""

    def __init__(self, *, api_base: str, oauth_base: str, app_id: str, app_secret: str) -> None:
        self._send_url = api_base.rstrip("/") + SEND_PATH
        self._refresh_url = oauth_base.rstrip("/") + REFRESH_PATH
        self._app_id = app_id
        self._app_secret = app_secret
        limits = httpx.Limits(max_connections=MAX_CONNECTIONS)
        self._http = httpx.AsyncClient(
            timeout=TIMEOUT_SECONDS, limits=limits, event_hooks={"request": [mark_departure]}
        )

    async def send(self, access_token: str, user: str, message: Mapping[str, Any]) -> None:
        """Sends a message.

        Raises:
            OaRefusalError: Zalo answered with an error code.
            RetryLaterError: Zalo could not be reached, or something else answered in its place.
        """
        body = {"recipient": {"user_id": user}, "message": message}
        data = await self._post(self._send_url, headers={"access_token": access_token}, json=body)
        code = _code(data.get("error"))
        if code != 0:
            raise OaRefusalError(code, str(data.get("message", ""))[:200])

    async def refresh(self, refresh_token: str) -> dict[str, Any]:
        """Asks for a new pair and returns Zalo's answer, whatever it says. The old pair may be dead from here on.

        Raises:
            RetryLaterError: Zalo could not be reached, or something else answered in its place.
        """
        form = {"refresh_token": refresh_token, "app_id": self._app_id, "grant_type": "refresh_token"}
        return await self._post(self._refresh_url, headers={"secret_key": self._app_secret}, data=form)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _post(self, url: str, **content: Any) -> dict[str, Any]:
        try:
            response = await self._http.post(url, **content)
        except httpx.HTTPError as error:
            raise RetryLaterError(f"Zalo cannot be reached: {type(error).__name__}") from error
        try:
            data = response.json()
        except ValueError:
            data = None
        if not isinstance(data, dict) or response.status_code >= 500:
            raise RetryLaterError(f"expected a JSON object from Zalo, got HTTP {response.status_code}")
        return data


def _code(error: object) -> int:
    """Zalo's code: 0 for success, -1 for something that is no code."""
    text = str(error) if type(error) in (int, str) else ""
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 9 else -1
