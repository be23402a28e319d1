"""What the services need from the outside world."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from bot.domain.answer import Answer
from bot.domain.message import Message
from bot.domain.payload import TopicPayload
from bot.domain.question import OpenQuestion
from bot.domain.usage import UsageEvent


class Clock(Protocol):
    """The time, so that tests can set it."""

    def now(self) -> datetime:
        """The present moment, time-zone aware (UTC)."""

    def today(self) -> date:
        """The calendar day where the residents live."""


class Wording(Protocol):
    """The sentences that residents read, by key."""

    def say(self, key: str, **values: object) -> str:
        """The text of a key with its values filled in. Raises KeyError for an unknown key."""


class Announcements(Protocol):
    """What officers announce to residents."""

    def closed_message(self, channel: str) -> str | None:
        """What residents are told while a channel is off, else None."""

    def news_for(self, resident: str) -> list[str]:
        """Notices that this resident was not told yet; they count as told from now on."""


class DialogueEngine(Protocol):
    """Understands a message in its conversation and answers. Nothing above this port knows Rasa."""

    @property
    def model(self) -> str:
        """Version of the model that answers."""

    async def respond(self, sender: str, text: str) -> Answer:
        """Answers masked free text. Raises EngineError when the engine cannot."""

    async def show(self, sender: str, payload: TopicPayload) -> Answer:
        """Answers a click on a topic button. Raises EngineError when the engine cannot."""

    async def forget(self, sender: str) -> None:
        """Drops the conversation of a sender."""


class TurnStore(Protocol):
    """Messages, answers, usage and open questions; each method is one transaction."""

    def accept(self, message: Message, resident: str) -> bool:
        """Keeps an incoming message before it is acknowledged; False when its update id was seen before."""

    def unfinished(self) -> list[Message]:
        """Messages that were accepted and not answered, oldest first (after a crash)."""

    def answered(self, channel: str, update_id: str) -> Answer | None:
        """The answer that a message got already, or None."""

    def finish(self, message: Message, answer: Answer, event: UsageEvent, question: OpenQuestion | None) -> None:
        """Writes the event, the question, the outgoing answer and the end of the message together."""

    def shown_choice(self, channel: str, resident: str, number: int) -> str | None:
        """The payload of the choice that a resident was shown under a number within a day, or None."""

    def is_first_contact(self, resident: str) -> bool:
        """Whether this resident has no finished turn yet."""

    def last_question(self, resident: str) -> UsageEvent | None:
        """The last turn in which the resident typed a question, or None."""

    def rate(self, turn: str, resident: str, helped: bool) -> bool:
        """Keeps whether an answer helped; False when there is no such turn of this resident."""

    def is_assisting(self, resident: str) -> bool:
        """Whether this conversation asks for another person just now."""

    def switch_assisting(self, resident: str) -> bool:
        """Turns asking for another person on (for some hours) or off; returns whether it is on now."""

    def question(self, code: str) -> OpenQuestion | None:
        """The question of a code, or None."""

    def has_question_code(self, code: str) -> bool:
        """Whether a code is taken."""

    def erase(self, resident: str) -> int:
        """Deletes texts, questions and addresses of a resident and cuts the link of counts to the person.

        Returns:
            Number of turns that were made anonymous.
        """
