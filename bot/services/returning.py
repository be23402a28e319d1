"""What a resident finds on returning: officers' replies to earlier questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.answer import Answer
from bot.domain.outcome import Outcome
from bot.domain.question import OpenQuestion, QuestionState
from bot.services.keyring import Keyring
from bot.services.ports import Wording

MAX_QUESTIONS = 20
_WAITING = (QuestionState.NEW, QuestionState.CLAIMED)


class AskedQuestions(Protocol):
    """What returning needs of the store."""

    def asked_by(self, residents: Sequence[str], limit: int) -> list[OpenQuestion]:
        """The last questions for officers under any of these keys, oldest first."""


@dataclass(frozen=True, slots=True)
class Found:
    """Replies by code, oldest first, and how many questions still wait."""

    open: int
    replies: tuple[tuple[str, Answer], ...]


class Returning:
    """Looks for replies; a channel that cannot be written to asks when its resident is there."""

    def __init__(self, questions: AskedQuestions, keyring: Keyring, wording: Wording) -> None:
        self._questions = questions
        self._keyring = keyring
        self._wording = wording

    def replies(self, channel: str, address: str) -> Found:
        """The replies to the last questions of a resident."""
        asked = self._questions.asked_by(self._keyring.all_of(channel, address), MAX_QUESTIONS)
        replied = [(question.code, self._answer(question)) for question in asked if question.reply]
        waiting = sum(question.state in _WAITING and not question.reply for question in asked)
        return Found(waiting, tuple(replied))

    def _answer(self, question: OpenQuestion) -> Answer:
        line = self._wording.say("utter_code_replied", code=question.code, question=question.text, reply=question.reply)
        return Answer(Outcome.CASE_STATUS, tuple(line.split("\n")))
