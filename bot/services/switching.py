"""A dialogue engine that can be changed while it answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from bot.domain.answer import Answer
from bot.domain.payload import TopicPayload
from bot.services.ports import DialogueEngine

_LOG = logging.getLogger(__name__)


class SwitchingEngine:
    """The port `DialogueEngine` over another one that can be replaced between turns.

    A turn stays with the engine that it began with. Conversations are kept outside the engines, so they go on.
    """

    def __init__(self, engine: DialogueEngine) -> None:
        self._engine = engine
        self._loading = asyncio.Lock()

    @property
    def model(self) -> str:
        """Version of the model that answers from now on."""
        return self._engine.model

    async def respond(self, sender: str, text: str) -> Answer:
        """Answers free text. Raises EngineError when the engine cannot."""
        return await self._engine.respond(sender, text)

    async def show(self, sender: str, payload: TopicPayload) -> Answer:
        """Answers a click. Raises EngineError when the engine cannot."""
        return await self._engine.show(sender, payload)

    async def forget(self, sender: str) -> None:
        """Drops the conversation of a sender."""
        await self._engine.forget(sender)

    async def switch(self, load: Callable[[], DialogueEngine]) -> None:
        """Loads another engine beside this one, in a thread, and then lets it answer.

        Args:
            load: makes the engine; whatever it raises is raised here, and the old engine goes on.
        """
        async with self._loading:
            fresh = await asyncio.to_thread(load)
            _LOG.info("model %s takes over from %s", fresh.model, self._engine.model)
            self._engine = fresh
