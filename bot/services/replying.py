"""An officer's reply to a question: kept once, sent where the question came from."""

from __future__ import annotations

from typing import Protocol

from bot.domain.answer import Answer
from bot.domain.errors import StoreError
from bot.domain.outcome import Outcome
from bot.domain.question import OpenQuestion
from bot.domain.text import nfc
from bot.services.ports import Wording

MAX_REPLY_CHARACTERS = 3000


class ReplyStore(Protocol):
    """What replying needs of the store."""

    def question(self, code: str) -> OpenQuestion | None:
        """The question of a code, or None."""

    def reply(self, code: str, text: str, officer: str, answer: Answer) -> bool:
        """Keeps and sends a reply; False when there was one already."""


class Replying:
    """Answers questions of residents by hand."""

    def __init__(self, store: ReplyStore, wording: Wording) -> None:
        self._store = store
        self._wording = wording

    def reply(self, code: str, text: str, officer: str) -> None:
        """Replies to a question.

        Raises:
            StoreError: unknown code, empty or over-long text, or a question that was answered before.
        """
        text = checked_reply(text)
        question = self._store.question(code)
        if question is None:
            raise StoreError(f"{code}: expected the code of a question, got one that is not known")
        answer = reply_answer(self._wording, code, question.text, text)
        if not self._store.reply(code, text, officer, answer):
            raise StoreError(f"{code}: expected an open question, got one that is {question.state}. Nothing was sent")


def checked_reply(text: str) -> str:
    """The text of a reply, trimmed. Raises StoreError when it is empty or over-long."""
    text = nfc(text).strip()
    if not 0 < len(text) <= MAX_REPLY_CHARACTERS:
        raise StoreError(f"reply: expected 1 to {MAX_REPLY_CHARACTERS} characters, got {len(text)}")
    return text


def reply_answer(wording: Wording, code: str, question: str, reply: str) -> Answer:
    """A reply as the resident reads it."""
    line = wording.say("utter_code_replied", code=code, question=question, reply=reply)
    return Answer(outcome=Outcome.CASE_STATUS, lines=tuple(line.split("\n")))
