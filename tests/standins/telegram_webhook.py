"""How Telegram calls a webhook: with the secret, chats side by side, one chat in order, again until it gets a 2xx."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator
from typing import Any, Protocol

import httpx

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_RETRY_SECONDS = 0.1
LONGEST_RETRY_SECONDS = 2.0
ROUND_SECONDS = 0.003
TIMEOUT_SECONDS = 10.0


class Updates(Protocol):
    """Where the updates are."""

    def waiting(self) -> list[dict[str, Any]]:
        """Updates that the bot has not taken yet, oldest first."""

    def taken(self, update: dict[str, Any]) -> None:
        """The bot has taken one."""

    def deliver_again(self, update: dict[str, Any]) -> None:
        """One comes a second time."""


class WebhookDelivery:
    """Delivers while an address is set. The real one waits longer between its tries, up to a minute."""

    def __init__(self, updates: Updates, repeated: float = 0.0) -> None:
        self._updates = updates
        self._repeated = repeated
        self._busy: set[Any] = set()
        self._max_connections = 40
        self._last_error = ""
        self.url = ""
        self.secret = ""
        self.statuses: list[int] = []

    def set(self, url: str, secret: str, max_connections: int) -> None:
        """Sets the address; an empty one ends delivery."""
        self.url, self.secret, self._max_connections = url, secret, max_connections

    def info(self) -> dict[str, Any]:
        """What `getWebhookInfo` says."""
        told = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.waiting()),
            "max_connections": self._max_connections,
        }
        error = {"last_error_date": int(time.time()), "last_error_message": self._last_error}
        return told | (error if self._last_error else {})

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Delivers in the background of the stand-in's server."""
        tasks: set[asyncio.Task[None]] = set()
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
            tasks.add(asyncio.create_task(self._deliver(client, tasks)))
            yield
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._busy.clear()

    async def _deliver(self, client: httpx.AsyncClient, tasks: set[asyncio.Task[None]]) -> None:
        while True:
            for update in self._updates.waiting() if self.url else []:
                chat = _chat_of(update)
                if chat not in self._busy and len(self._busy) < self._max_connections:
                    self._busy.add(chat)
                    task = asyncio.create_task(self._post(client, update, chat))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
            await asyncio.sleep(ROUND_SECONDS)

    async def _post(self, client: httpx.AsyncClient, update: dict[str, Any], chat: Any) -> None:
        wait = FIRST_RETRY_SECONDS
        try:
            while self.url:
                if await self._is_taken(client, update):
                    self._updates.taken(update)
                    if random.random() < self._repeated:
                        self._updates.deliver_again(update)
                    return
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_RETRY_SECONDS)
        finally:
            self._busy.discard(chat)

    async def _is_taken(self, client: httpx.AsyncClient, update: dict[str, Any]) -> bool:
        try:
            response = await client.post(self.url, json=update, headers={SECRET_HEADER: self.secret})
        except httpx.HTTPError as error:
            self._last_error = f"Connection failed: {type(error).__name__}"
            return False
        self.statuses.append(response.status_code)
        if not response.is_success:
            self._last_error = f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
        return response.is_success


def _chat_of(update: dict[str, Any]) -> Any:
    for kind in ("message", "edited_message"):
        if kind in update:
            return update[kind].get("chat", {}).get("id") if isinstance(update[kind], dict) else update["update_id"]
    if "callback_query" in update:
        return ("click", update["callback_query"]["from"]["id"])
    return update["update_id"]
