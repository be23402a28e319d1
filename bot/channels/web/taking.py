"""Turns a question of the page or the API into a message and gets it answered once."""

from __future__ import annotations

import asyncio
import hashlib
import uuid

from bot.bootstrap import Application
from bot.channels.web.refusals import Refused
from bot.channels.web.request_reading import ChatRequest
from bot.domain.message import Message
from bot.services.conversing import Reply

CHANNEL = "web"
FORM_PATIENCE_SECONDS = 20.0


def address_of_session(session: str) -> str:
    """The address of a resident on our page, as questions keep it."""
    return f"web:{session}"


class Taking:
    """Takes questions; the same one again gets the same answer."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._running: set[str] = set()

    async def take(self, asked: ChatRequest, session: str) -> Reply:
        """Answers a question once.

        One that a crash or a failure left without an answer is answered now. That is sound because one process
        owns the database, so whatever is being answered is in `_running`.

        Raises:
            Refused: it is being answered, or was answered and erased since.
        """
        application, message = self._application, self._message(asked, session)
        if message.update_id in self._running:
            raise Refused(409, "in_progress", retry_after=1)
        if not application.conversing.accept(message):
            answer = application.store.answered(CHANNEL, message.update_id)
            if answer is not None:
                return Reply("", answer)
            unfinished = {(left.channel, left.update_id) for left in application.conversing.unfinished()}
            if (CHANNEL, message.update_id) not in unfinished:
                raise Refused(410, "gone", expected="a new id", got="the id of a message whose answer was deleted")
        self._running.add(message.update_id)
        try:
            return await application.conversing.answer(message)
        finally:
            self._running.discard(message.update_id)

    async def take_patiently(self, asked: ChatRequest, session: str) -> Reply:
        """As `take`, but waits where the same form was sent twice: a browser without script cannot try again."""
        deadline = asyncio.get_running_loop().time() + FORM_PATIENCE_SECONDS
        while True:
            try:
                return await self.take(asked, session)
            except Refused as refused:
                if refused.status != 409 or asyncio.get_running_loop().time() > deadline:
                    raise
            await asyncio.sleep(0.2)

    def _message(self, asked: ChatRequest, session: str) -> Message:
        address = address_of_session(session) if asked.sender is None else f"api:{asked.sender}"
        # Hashed, because the inbox keeps the id after it has wiped the address.
        once = f"{address}:{asked.id or uuid.uuid4().hex}"
        return Message(
            channel=CHANNEL,
            update_id=hashlib.sha256(once.encode()).hexdigest()[:40],
            address=address,
            text=asked.text,
            received_at=self._application.clock.now(),
            payload=asked.payload,
            locality=asked.locality or self._application.settings.locality,
            assisted=asked.assisted,
        )
