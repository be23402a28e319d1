"""The dialogue engine in this process: Rasa's Agent with the project's actions beside it."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.adapters.conversation_slots import context_of, metadata_of
from bot.adapters.quiet_logs import quiet_libraries
from bot.domain.answer import Answer
from bot.domain.errors import EngineError
from bot.domain.payload import TopicPayload
from bot.domain.understanding import Context

ACTIONS_PACKAGE = "actions"
CHANNEL = "troly"


class RasaAgentEngine:
    """The port `DialogueEngine` over an embedded agent."""

    def __init__(self, model: Path, database: Database) -> None:
        quiet_libraries()
        from rasa.core.agent import Agent

        import bot.adapters.quick_rasa  # noqa: F401 - changes Rasa
        from bot.adapters.in_process_actions import InProcessActions
        from bot.adapters.rasa_tracker_store import SqliteTrackerStore

        self._trackers = SqliteTrackerStore(None, database)
        try:
            self._agent = Agent.load(
                str(model), tracker_store=self._trackers, action_endpoint=InProcessActions(ACTIONS_PACKAGE)
            )
        except Exception as error:
            raise EngineError(
                f"{model}: expected a model that loads, got: {error!r}. Next step: troly train"
            ) from error
        self._model = model.name.removesuffix(".tar.gz")

    @property
    def model(self) -> str:
        """Name of the model archive without its ending."""
        return self._model

    async def respond(self, sender: str, text: str) -> Answer:
        """Answers free text; a leading slash is never taken as an intent."""
        return await self._turn(sender, plain_text(text), context_of(self._trackers.slots_of(sender)))

    async def show(self, sender: str, payload: TopicPayload) -> Answer:
        """Answers a click by handing Rasa the intent and the entities."""
        return await self._turn(sender, intent_text(payload))

    async def forget(self, sender: str) -> None:
        """Drops the conversation of a sender."""
        await self._trackers.delete(sender)

    async def parse(self, text: str, context: Context | None = None) -> dict[str, Any]:
        """What the pipeline finds in a text, as Rasa's parse data (for evaluation).

        Args:
            context: what the conversation was about that the text is read in.
        """
        from rasa.core.channels.channel import UserMessage

        assert self._agent.processor is not None  # noqa: S101 - a loaded agent has one
        message = UserMessage(text, metadata=metadata_of(context))
        return dict(await self._agent.processor.parse_message(message))

    async def _turn(self, sender: str, text: str, context: Context | None = None) -> Answer:
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        output = CollectingOutputChannel()
        message = UserMessage(text, output, sender, input_channel=CHANNEL, metadata=metadata_of(context))
        try:
            await self._agent.handle_message(message)
        except Exception as error:
            raise EngineError(f"expected an answer from the engine, got: {error!r}") from error
        return read_answer(output.messages)


def plain_text(text: str) -> str:
    """Free text that Rasa cannot take for an intent: no slash in front, whatever white space hides it."""
    return text.lstrip("/" + string.whitespace)


def intent_text(payload: TopicPayload) -> str:
    """A click in Rasa's own form: `/ask_fee{"topic": "..."}`."""
    entities = {"topic": payload.topic} | ({"case": payload.case} if payload.case else {})
    return f"/{payload.aspect.intent}{json.dumps(entities)}"


def read_answer(messages: list[dict[str, Any]]) -> Answer:
    """The answer among the messages that the actions uttered. Raises EngineError when there is none."""
    try:
        for message in messages:
            if message.get("custom"):
                return Answer.from_dict(message["custom"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise EngineError(f"expected messages of the project's actions, got another shape: {error!r}") from error
    raise EngineError(f"expected one answer from the actions, got {len(messages)} messages without one")
