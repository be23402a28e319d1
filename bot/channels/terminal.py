"""The terminal channel: one question, a conversation, or many questions as data."""

from __future__ import annotations

import contextlib
import logging
import time
import uuid
from datetime import UTC, datetime
from typing import Any, TextIO

from bot.bootstrap import Application, build_application
from bot.channels.chat_data import answer_data
from bot.domain.answer import Answer
from bot.domain.message import Message
from bot.settings import read_settings

CHANNEL = "terminal"


class Terminal:
    """Conversations over text streams; nothing is kept on disk."""

    def __init__(self, application: Application) -> None:
        self._application = application

    @classmethod
    def start(cls) -> Terminal:
        """Loads the engine. Raises TrolyError when something is missing."""
        logging.getLogger("rasa").setLevel(logging.ERROR)
        return cls(build_application(read_settings(), in_memory=True))

    async def answer_data(self, text: str, sender: str) -> dict[str, Any]:
        """Answers one text of a sender, as in `troly ask --jsonl`."""
        started = time.perf_counter()
        answer = await self._answer(text, sender)
        latency = (time.perf_counter() - started) * 1000
        return {"text": text, **answer_data(answer), "latency_ms": round(latency, 2)}

    async def ask_once(self, text: str, out: TextIO) -> None:
        """Answers one question."""
        self._write(await self._answer(text, "terminal"), out)

    async def converse(self, lines: TextIO, out: TextIO) -> None:
        """Answers line after line until the end of input; a number picks a choice."""
        with contextlib.suppress(KeyboardInterrupt):
            for line in lines:
                if line.strip():
                    self._write(await self._answer(line.strip(), "terminal"), out)

    async def _answer(self, text: str, sender: str) -> Answer:
        message = Message(CHANNEL, uuid.uuid4().hex, sender, text, datetime.now(UTC))
        reply = await self._application.conversing.take(message)
        if reply is None:
            raise RuntimeError("expected a fresh message id, got one that was seen")
        return reply.answer

    def _write(self, answer: Answer, out: TextIO) -> None:
        out.write(answer.text + "\n")
        for link in answer.links:
            out.write(f"{link.label}: {link.url}\n")
        for number, button in enumerate(answer.buttons, start=1):
            out.write(f"  [{number}] {button.label}\n")
        out.write("\n")
        out.flush()
