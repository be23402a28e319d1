"""One turn before the first resident: an engine loads much only when it is asked for the first time."""

from __future__ import annotations

import logging
import secrets

from bot.domain.errors import EngineError
from bot.services.ports import DialogueEngine

_LOG = logging.getLogger(__name__)


async def warm_up(engine: DialogueEngine, question: str) -> None:
    """Asks an engine in a conversation that is forgotten at once; counts nowhere. An engine that fails is logged."""
    nobody = f"warm-up-{secrets.token_hex(8)}"
    try:
        await engine.respond(nobody, question)
        await engine.forget(nobody)
    except EngineError as error:
        _LOG.warning("the engine does not answer yet: %s", error)
