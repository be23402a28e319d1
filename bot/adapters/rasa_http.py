"""The dialogue engine on another machine: Rasa's REST channel (`rasa run` beside `rasa run actions`)."""

from __future__ import annotations

import httpx

from bot.adapters.conversation_slots import context_of, metadata_of
from bot.adapters.rasa_agent import intent_text, plain_text, read_answer
from bot.domain.answer import Answer
from bot.domain.errors import EngineError
from bot.domain.payload import TopicPayload
from bot.domain.understanding import Context

TIMEOUT_SECONDS = 10.0


class RasaHttpEngine:
    """The port `DialogueEngine` over HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS)

    @property
    def model(self) -> str:
        """The remote engine keeps its own model; the log says that it was remote."""
        return "remote"

    async def respond(self, sender: str, text: str) -> Answer:
        """Answers free text; a leading slash is never taken as an intent."""
        return await self._turn(sender, plain_text(text), await self._context_of(sender))

    async def show(self, sender: str, payload: TopicPayload) -> Answer:
        """Answers a click."""
        return await self._turn(sender, intent_text(payload))

    async def forget(self, sender: str) -> None:
        """Restarts the conversation on the remote engine."""
        try:
            response = await self._client.post(
                f"{self._url}/conversations/{sender}/tracker/events", json=[{"event": "restart"}]
            )
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise EngineError(f"{self._url}: expected the conversation to be dropped, got: {error!r}") from error

    async def _context_of(self, sender: str) -> Context:
        """What the conversation was about, which the remote engine keeps."""
        try:
            response = await self._client.get(
                f"{self._url}/conversations/{sender}/tracker", params={"include_events": "NONE"}
            )
            response.raise_for_status()
            return context_of(response.json()["slots"])
        except (httpx.HTTPError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise EngineError(f"{self._url}: expected the conversation's slots, got: {error!r}") from error

    async def _turn(self, sender: str, text: str, context: Context | None = None) -> Answer:
        body = {"sender": sender, "message": text, "metadata": metadata_of(context)}
        try:
            response = await self._client.post(f"{self._url}/webhooks/rest/webhook", json=body)
            response.raise_for_status()
            return read_answer(response.json())
        except (httpx.HTTPError, ValueError) as error:
            raise EngineError(f"{self._url}: expected an answer from the engine, got: {error!r}") from error
