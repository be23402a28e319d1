"""What officers do with an item of the queue: claim, write, send, dismiss, approve, split, join."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from bot.domain.answer import Answer, Button
from bot.domain.aspect import Aspect
from bot.domain.catalogue import Catalogue
from bot.domain.errors import QueueError, StoreError
from bot.domain.payload import TopicPayload
from bot.domain.question import QuestionState
from bot.domain.queue_item import Draft, QueueItem
from bot.domain.text import clean, nfc
from bot.services.auditing import Auditing
from bot.services.ports import Wording
from bot.services.replying import MAX_REPLY_CHARACTERS, checked_reply, reply_answer

MAX_LINK_CHARACTERS = 500
MAX_DEPARTMENT_CHARACTERS = 60
_LINK = re.compile(r"https?://[^\s<>\"']+")


class QueueWriting(Protocol):
    """What handling writes."""

    def transaction(self) -> AbstractContextManager[object]:
        """Everything inside is kept together or not at all."""

    def set_owner(self, item: int, owner: str | None, *, version: int | None) -> bool:
        """Claims or frees an open item; False when its version is another one."""

    def claim_quietly(self, item: int, owner: str) -> bool:
        """Claims an item that nobody owns without counting its version up."""

    def set_department(self, item: int, department: str) -> None:
        """Hands an item to a department."""

    def save_draft(self, item: int, officer: str, draft: Draft) -> None:
        """Keeps what an officer has written."""

    def drop_drafts(self, item: int, officer: str) -> None:
        """Forgets the draft of an officer."""

    def open_questions(self, item: int) -> list[tuple[str, str, bool]]:
        """Code, text and silence of the questions that have no reply yet."""

    def reply(self, code: str, text: str, officer: str, answer: Answer) -> bool:
        """Keeps and sends a reply to one question."""

    def close_questions(self, item: int, state: QuestionState) -> None:
        """Ends questions that get no reply."""

    def close(
        self, item: int, state: QuestionState, officer: str, reply: str | None, *, version: int, dismissal: str = ""
    ) -> bool:
        """Closes an open item; False when its version is another one or it is closed."""

    def approve(self, item: int, officer: str) -> bool:
        """Approves an answered item."""

    def split(self, item: int, codes: Sequence[str]) -> int | None:
        """Moves questions of an open item into a new one."""

    def join(self, item: int, into: int) -> None:
        """Moves all questions of an open item into another open one."""

    def refresh(self, item: int) -> None:
        """Counts the questions of an item again."""


class QueueLookup(Protocol):
    """What handling reads."""

    def item(self, identifier: int) -> QueueItem | None:
        """An item, or None."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending did: how many residents were answered, on messengers and under their code."""

    replies: int


class Handling:
    """Every change is audited, and none is made to an item that somebody else changed meanwhile."""

    def __init__(
        self,
        reading: QueueLookup,
        writing: QueueWriting,
        catalogue: Catalogue,
        wording: Wording,
        auditing: Auditing,
        changed: Callable[[Sequence[int]], None] = lambda _: None,
    ) -> None:
        self._reading = reading
        self._writing = writing
        self._catalogue = catalogue
        self._wording = wording
        self._auditing = auditing
        self._changed = changed

    def claim(self, identifier: int, officer: str, *, version: int) -> None:
        """Makes an officer the owner, also instead of another. Raises QueueError."""
        before = self._open(identifier)
        with self._writing.transaction():
            if not self._writing.set_owner(identifier, officer, version=version):
                raise _changed_meanwhile(before)
            self._record(officer, "item.claimed", before, {"owner": officer})

    def free(self, identifier: int, officer: str, *, version: int) -> None:
        """Gives an item back to the queue. Raises QueueError."""
        before = self._open(identifier)
        with self._writing.transaction():
            if not self._writing.set_owner(identifier, None, version=version):
                raise _changed_meanwhile(before)
            self._record(officer, "item.freed", before, {"owner": None})

    def hand_to(self, identifier: int, officer: str, department: str) -> None:
        """Hands an item to a department. Raises QueueError."""
        before = self._open(identifier)
        department = clean(department)[:MAX_DEPARTMENT_CHARACTERS]
        with self._writing.transaction():
            self._writing.set_department(identifier, department)
            self._record(officer, "item.department", before, {"department": department})

    def save_draft(self, identifier: int, officer: str, draft: Draft) -> None:
        """Keeps a draft; an item that nobody owns is then the officer's. Raises QueueError for a closed item."""
        before = self._open(identifier)
        kept = Draft(
            nfc(draft.text)[: 2 * MAX_REPLY_CHARACTERS], draft.topic[:80], nfc(draft.link)[:MAX_LINK_CHARACTERS]
        )
        with self._writing.transaction():
            if kept.text.strip() and self._writing.claim_quietly(identifier, officer):
                self._record(officer, "item.claimed", before, {"owner": officer})
            self._writing.save_draft(identifier, officer, kept)

    def compose(self, draft: Draft) -> str:
        """The whole text of a reply with its topic and link. Raises QueueError for what cannot be sent."""
        try:
            lines = [checked_reply(draft.text)]
        except StoreError as error:
            raise QueueError("bad_text", str(error)) from error
        topic = self._catalogue.get(draft.topic) if draft.topic else None
        if draft.topic and topic is None:
            raise QueueError("bad_topic", f"topic: expected the id of a topic, got {draft.topic!r}")
        if topic:
            lines.append(f"{topic.name}: {topic.link}" if topic.link else topic.name)
        link = nfc(draft.link).strip()
        if link:
            if not _LINK.fullmatch(link) or len(link) > MAX_LINK_CHARACTERS:
                raise QueueError("bad_link", f"link: expected an address like https://..., got {link[:80]!r}")
            lines.append(link)
        return "\n".join(lines)

    def preview(self, code: str, question: str, draft: Draft) -> Answer:
        """The answer as a resident will see it. Raises QueueError for what cannot be sent."""
        return self._answer(code, question, self.compose(draft), draft)

    def send(self, identifier: int, officer: str, draft: Draft, *, version: int) -> Sent:
        """Sends a reply to everyone in an item who waits, and closes it.

        Raises:
            QueueError: the item is closed, somebody else's, or was changed meanwhile; or the reply cannot be sent.
        """
        text = self.compose(draft)
        before = self._open(identifier)
        if before.owner not in (None, officer):
            raise QueueError("owned", f"item {identifier}: expected no other owner, got {before.owner}")
        with self._writing.transaction():
            if not self._writing.close(identifier, QuestionState.ANSWERED, officer, text, version=version):
                raise _changed_meanwhile(before)
            replies = 0
            for code, question, is_silent in self._writing.open_questions(identifier):
                answer = self._answer(code, question, text, draft)
                replies += self._writing.reply(code, text, officer, answer) and not is_silent
            self._writing.drop_drafts(identifier, officer)
            self._writing.refresh(identifier)
            self._record(officer, "item.answered", before, {"state": "answered", "reply": text, "replies": replies})
        self._changed([identifier])
        return Sent(replies)

    def dismiss(self, identifier: int, officer: str, reason: str, message: str, *, version: int) -> Sent:
        """Closes an item without an answer; who waits gets `message`, if there is one. Raises QueueError."""
        before = self._open(identifier)
        if before.owner not in (None, officer):
            raise QueueError("owned", f"item {identifier}: expected no other owner, got {before.owner}")
        text = self.compose(Draft(message)) if message.strip() else None
        with self._writing.transaction():
            closed = self._writing.close(
                identifier, QuestionState.DISMISSED, officer, text, version=version, dismissal=reason
            )
            if not closed:
                raise _changed_meanwhile(before)
            replies = 0
            for code, question, is_silent in self._writing.open_questions(identifier) if text else ():
                answer = reply_answer(self._wording, code, question, text or "")
                replies += self._writing.reply(code, text or "", officer, answer) and not is_silent
            self._writing.close_questions(identifier, QuestionState.DISMISSED)
            self._writing.refresh(identifier)
            self._record(officer, "item.dismissed", before, {"state": "dismissed", "reason": reason, "reply": text})
        self._changed([identifier])
        return Sent(replies)

    def approve(self, identifier: int, officer: str) -> None:
        """A reviewer approves a reply. Raises QueueError when the item has none."""
        before = self._reading.item(identifier)
        with self._writing.transaction():
            if before is None or not self._writing.approve(identifier, officer):
                raise QueueError("not_answered", f"item {identifier}: expected an answered one")
            self._record(officer, "item.approved", before, {"state": "approved"})

    def split(self, identifier: int, officer: str, codes: Sequence[str]) -> int:
        """Moves questions into an item of their own; returns it. Raises QueueError for none or all of them."""
        before = self._open(identifier)
        with self._writing.transaction():
            made = self._writing.split(identifier, codes) if codes else None
            if made is None:
                raise QueueError("bad_split", f"item {identifier}: expected some of its questions, got none or all")
            self._record(officer, "item.split", before, {"moved": list(codes), "into": made})
        self._changed([identifier, made])
        return made

    def join(self, identifier: int, officer: str, into: int) -> None:
        """Moves all questions of an item into another. Raises QueueError unless both are open."""
        before, target = self._open(identifier), self._open(into)
        if identifier == into:
            raise QueueError("bad_join", f"item {identifier}: expected another item, got the same")
        with self._writing.transaction():
            self._writing.join(identifier, into)
            self._record(officer, "item.joined", before, {"into": target.id})
        self._changed([identifier, into])

    def _open(self, identifier: int) -> QueueItem:
        item = self._reading.item(identifier)
        if item is None:
            raise QueueError("unknown", f"item: expected the number of one, got {identifier}")
        if not item.is_open:
            raise QueueError("closed", f"item {identifier}: expected an open one, got one that is {item.state}")
        return item

    def _answer(self, code: str, question: str, text: str, draft: Draft) -> Answer:
        answer = reply_answer(self._wording, code, question, text)
        topic = self._catalogue.get(draft.topic) if draft.topic else None
        if topic is None:
            return answer
        return replace(answer, buttons=(Button(topic.name, TopicPayload(topic.id, Aspect.SUMMARY).encode()),))

    def _record(self, officer: str, what: str, before: QueueItem, after: dict[str, object]) -> None:
        shown = {
            "state": before.state.value,
            "owner": before.owner,
            "department": before.department,
            "questions": before.questions,
        }
        self._auditing.record(officer, what, str(before.id), before=shown, after=after)


def _changed_meanwhile(item: QueueItem) -> QueueError:
    return QueueError("changed", f"item {item.id}: expected the version that the page showed, got a newer one")
