"""One turn of a conversation: accept, mask, understand, answer, record. The channels call nothing else."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.answer import Answer, Button, Effect
from bot.domain.aspect import Aspect
from bot.domain.choice_number import picked_number
from bot.domain.errors import EngineError, PayloadError
from bot.domain.message import MAX_MESSAGE_CHARACTERS, Message, MessageKind
from bot.domain.outcome import Outcome
from bot.domain.payload import HelpedPayload, OfficerPayload, TopicPayload, decode
from bot.domain.privacy import Masked, mask
from bot.domain.question import CODE_ALPHABET, CODE_LENGTH, OpenQuestion, QuestionState, find_code, written
from bot.domain.text import clean
from bot.domain.topic import Topic
from bot.domain.usage import UsageEvent
from bot.services.answering import RESIDENT_ASKED
from bot.services.commands import Command, argument_of, find_command
from bot.services.composing import Composer
from bot.services.keyring import Keyring
from bot.services.ports import Announcements, Clock, DialogueEngine, TurnStore, Wording

_LOG = logging.getLogger(__name__)
MAX_STORED_CHARACTERS = 600
# Reason of an answer while officers have turned the channel off.
SWITCHED_OFF = "switched_off"
# Reason of an answer in a group that sends the resident to a private chat; a channel may add a link to it.
WRITE_PRIVATELY = "write_privately"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with the id of its turn, for the buttons that rate it."""

    turn: str
    answer: Answer


class Conversing:
    """Takes messages in, gives answers back and counts the use."""

    def __init__(
        self,
        *,
        engine: DialogueEngine,
        store: TurnStore,
        composer: Composer,
        wording: Wording,
        keyring: Keyring,
        clock: Clock,
        announcing: Announcements | None = None,
        find_topic: Callable[[str], Topic | None] = lambda _: None,
        new_id: Callable[[], str] = lambda: secrets.token_hex(6),
    ) -> None:
        self._engine = engine
        self._store = store
        self._composer = composer
        self._wording = wording
        self._keyring = keyring
        self._clock = clock
        self._announcing = announcing
        self._find_topic = find_topic
        self._new_id = new_id

    def accept(self, message: Message) -> bool:
        """Keeps a message, masked, before its channel acknowledges it; False for one that was seen before."""
        masked = replace(message, text=mask(clean(message.text)).text[: MAX_MESSAGE_CHARACTERS + 1])
        return self._store.accept(masked, self._keyring.resident(message.channel, message.address, message.received_at))

    def unfinished(self) -> list[Message]:
        """Messages that a crash left without an answer."""
        return self._store.unfinished()

    async def take(self, message: Message) -> Reply | None:
        """Accepts and answers a message; None when the same message is being answered or was answered before."""
        if not self.accept(message):
            return None
        return await self.answer(message)

    async def answer(self, message: Message) -> Reply:
        """Answers an accepted message once and records the turn."""
        started = time.perf_counter()
        resident = self._keyring.resident(message.channel, message.address, message.received_at)
        turn = self._new_id()
        message = self._with_pick(message, resident)
        masked = mask(clean(message.text))
        try:
            answer = self._closed(message, masked) or await self._answer(message, masked, resident)
        except EngineError:
            _LOG.exception("turn %s: the engine gave no answer", turn)
            answer = self._composer.fixed("utter_error", Outcome.ERROR, effect=Effect.RECORD_QUESTION)
        if message.in_group and answer.effect is not Effect.NONE:
            answer = self._privately(answer)
        if answer.effect is Effect.ERASE_RESIDENT:
            for key in self._keyring.all_of(message.channel, message.address):
                self._store.erase(key)
                await self._engine.forget(key)
        question = self._open_question(message, masked, resident, answer)
        if question:
            answer = answer.with_lines_after(self._wording.say("utter_question_code", code=question.code))
        answer = self._with_notices(answer, resident)
        if answer.outcome is Outcome.ANSWERED and answer.topics:
            answer = replace(answer, buttons=(*answer.buttons, *self._rating_buttons(turn)))
        event = UsageEvent(
            turn=turn,
            at=self._clock.now(),
            channel=message.channel,
            resident=resident,
            locality=message.locality,
            outcome=answer.outcome,
            topics=answer.topics,
            aspects=answer.aspects,
            confidence=answer.confidence,
            candidates=answer.candidates,
            reason=answer.reason,
            latency_ms=(time.perf_counter() - started) * 1000,
            text="" if answer.effect is Effect.ERASE_RESIDENT else masked.text[:MAX_STORED_CHARACTERS],
            model=self._engine.model,
            assisted=message.assisted or self._store.is_assisting(resident),
        )
        self._store.finish(message, answer, event, question)
        return Reply(turn, answer)

    def _with_pick(self, message: Message, resident: str) -> Message:
        """A number that was typed where choices were shown is the click it stands for, on every channel."""
        if message.payload is not None or message.kind is not MessageKind.TEXT:
            return message
        number = picked_number(message.text)
        payload = self._store.shown_choice(message.channel, resident, number) if number else None
        return replace(message, text="", payload=payload) if payload else message

    async def _answer(self, message: Message, masked: Masked, resident: str) -> Answer:
        if message.payload is not None:
            return await self._clicked(message, message.payload, resident)
        if message.kind is not MessageKind.TEXT:
            return await self._shown(message, masked, resident)
        command = find_command(masked.text)
        if command is not None:
            return await self._commanded(command, argument_of(masked.text), resident)
        return await self._typed(message, masked, resident)

    async def _shown(self, message: Message, masked: Masked, resident: str) -> Answer:
        """Answers what is not text: it is not opened and not kept; a caption is answered as a question."""
        if not any(char.isalnum() for char in masked.text):
            return self._composer.fixed(message.kind.wording, Outcome.SMALLTALK)
        answer = await self._typed(message, masked, resident)
        return answer.with_lines_before(*self._wording.say(message.kind.wording).split("\n"))

    async def _typed(self, message: Message, masked: Masked, resident: str) -> Answer:
        text = masked.text.lstrip("/").strip()
        code = find_code(text)
        if code:
            return self._privately(Answer(Outcome.CASE_STATUS, ())) if message.in_group else self._reply_of(code)
        if not any(char.isalnum() for char in text):
            return self._composer.fixed("utter_nothing_said", Outcome.SMALLTALK)
        if len(text) > MAX_MESSAGE_CHARACTERS:
            return self._composer.fixed("utter_too_long", Outcome.CLARIFIED)
        answer = await self._engine.respond(resident, text)
        if masked.is_sensitive:
            answer = self._refuse(answer)
        return answer

    def _closed(self, message: Message, masked: Masked) -> Answer | None:
        """What officers let residents know while the channel is off; commands and codes still work."""
        told = self._announcing.closed_message(message.channel) if self._announcing else None
        if told is None or find_command(masked.text) or find_code(masked.text):
            return None
        # Neither a question nor a failure in the figures: the assistant was not asked.
        return Answer(outcome=Outcome.SMALLTALK, lines=tuple(told.split("\n")), reason=SWITCHED_OFF)

    async def _clicked(self, message: Message, text: str, resident: str) -> Answer:
        try:
            payload = decode(text)
        except PayloadError:
            return self._composer.fixed("utter_nothing_said", Outcome.SMALLTALK)
        match payload:
            case TopicPayload():
                return await self._engine.show(resident, payload)
            case HelpedPayload(helped=helped, turn=turn):
                # The answer may be of last year, under last year's key.
                keys = self._keyring.all_of(message.channel, message.address)
                any(self._store.rate(turn, key, helped) for key in keys)
                key = "utter_helped" if helped else "utter_not_helped"
                answer = self._composer.fixed(key, Outcome.SMALLTALK)
                return answer if helped else replace(answer, buttons=self._officer_buttons())
            case OfficerPayload():
                return self._composer.hand_over(RESIDENT_ASKED)

    async def _commanded(self, command: Command, argument: str, resident: str) -> Answer:
        match command:
            case Command.START:
                topic = self._find_topic(argument) if argument else None
                if topic:
                    return await self._engine.show(resident, TopicPayload(topic.id, Aspect.SUMMARY))
                return self._composer.fixed("utter_greet", Outcome.SMALLTALK)
            case Command.HELP:
                return self._composer.fixed("utter_help", Outcome.SMALLTALK)
            case Command.ERASE:
                return self._composer.fixed("utter_erased", Outcome.SMALLTALK, effect=Effect.ERASE_RESIDENT)
            case Command.PRIVACY:
                return self._composer.fixed("utter_privacy", Outcome.SMALLTALK)
            case Command.ASSIST:
                is_on = self._store.switch_assisting(resident)
                return self._composer.fixed("utter_assist_on" if is_on else "utter_assist_off", Outcome.SMALLTALK)

    def _reply_of(self, code: str) -> Answer:
        question = self._store.question(code)
        if question is None:
            line = self._wording.say("utter_code_unknown", code=code)
        elif question.reply:
            line = self._wording.say("utter_code_replied", code=code, question=question.text, reply=question.reply)
        else:
            line = self._wording.say("utter_code_waiting", code=code)
        return Answer(outcome=Outcome.CASE_STATUS, lines=tuple(line.split("\n")))

    def _privately(self, answer: Answer) -> Answer:
        """In a group nothing personal is said and no question kept, whose reply would be read by all."""
        said = self._composer.fixed("utter_write_privately", answer.outcome)
        return replace(said, candidates=answer.candidates, reason=WRITE_PRIVATELY)

    def _refuse(self, answer: Answer) -> Answer:
        """Tells that personal data was removed; what is known without it is still answered."""
        notice = self._wording.say("utter_personal_data")
        if answer.outcome in (Outcome.ANSWERED, Outcome.CLARIFIED):
            refused = answer.with_lines_before(notice)
        else:
            refused = Answer(outcome=answer.outcome, lines=(notice,), candidates=answer.candidates)
        return replace(refused, outcome=Outcome.REFUSED_PII, effect=Effect.NONE)

    def _open_question(self, message: Message, masked: Masked, resident: str, answer: Answer) -> OpenQuestion | None:
        if answer.effect is not Effect.RECORD_QUESTION:
            return None
        text = masked.text
        if answer.reason == RESIDENT_ASKED:
            last = self._store.last_question(resident)
            text = last.text if last else text
        return OpenQuestion(
            code=self._new_code(),
            channel=message.channel,
            resident=resident,
            text=text[:MAX_STORED_CHARACTERS],
            reason=answer.reason or answer.outcome.value,
            state=QuestionState.NEW,
            asked_at=self._clock.now(),
        )

    def _with_notices(self, answer: Answer, resident: str) -> Answer:
        if answer.effect is Effect.ERASE_RESIDENT:
            return answer
        if self._announcing and answer.reason != SWITCHED_OFF:
            answer = answer.with_footer_lines(*self._announcing.news_for(resident))
        if not self._store.is_first_contact(resident):
            return answer
        return answer.with_footer_lines(*self._wording.say("utter_privacy_notice").split("\n"))

    def _rating_buttons(self, turn: str) -> tuple[Button, ...]:
        return (
            Button(self._wording.say("utter_button_helped"), HelpedPayload(True, turn).encode()),
            Button(self._wording.say("utter_button_not_helped"), HelpedPayload(False, turn).encode()),
        )

    def _officer_buttons(self) -> tuple[Button, ...]:
        return (Button(self._wording.say("utter_button_officer"), OfficerPayload().encode()),)

    def _new_code(self) -> str:
        while True:
            code = written("".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)))
            if not self._store.has_question_code(code):
                return code
