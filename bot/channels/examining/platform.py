"""Calls to the platforms and to our own address, with the time that they told."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

TIMEOUT_SECONDS = 10.0


class UnreachableError(Exception):
    """Nothing that understands us answered. Its text never holds an address: addresses hold tokens."""


class Platforms:
    """An HTTP client that remembers by how much its answers' clocks differ from ours."""

    def __init__(self) -> None:
        self._http = httpx.Client(timeout=TIMEOUT_SECONDS)
        self.clock_differences: dict[str, float] = {}

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def ask(self, name: str, url: str, *, headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
        """Status and JSON of an address. Raises UnreachableError."""
        try:
            response = self._http.get(url, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnreachableError(f"cannot be reached ({type(error).__name__})") from None
        self._note_time(name, response)
        try:
            data = response.json()
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise UnreachableError(f"expected a JSON object, got HTTP {response.status_code} with something else")
        return response.status_code, data

    def _note_time(self, name: str, response: httpx.Response) -> None:
        try:
            told = parsedate_to_datetime(response.headers["Date"])
        except (KeyError, ValueError):
            return
        self.clock_differences[name] = (datetime.now(UTC) - told).total_seconds()
