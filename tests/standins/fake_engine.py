"""A dialogue engine without Rasa: repeats what it heard, when a test wants it to."""

from __future__ import annotations

import asyncio

from bot.domain.answer import Answer, Button, Link
from bot.domain.aspect import Aspect
from bot.domain.outcome import Outcome
from bot.domain.payload import TopicPayload


class FakeEngine:
    """The port `DialogueEngine`. `answers` and what is held back are looked up by the text of the message."""

    def __init__(self, *, hang: bool = False) -> None:
        self.answers: dict[str, Answer] = {}
        self._held: set[str] = set()
        self.heard: list[str] = []
        self.hang = hang

    @property
    def model(self) -> str:
        """A fixed version."""
        return "fake"

    def hold(self, *texts: str) -> None:
        """Answers these only after `release`: slow answers that are exactly as slow as a test needs."""
        self._held.update(texts)

    def release(self, *texts: str) -> None:
        """Answers these from now on, without texts everything. May be called from any thread."""
        self._held.difference_update(texts or tuple(self._held))

    async def respond(self, sender: str, text: str) -> Answer:
        """The prepared answer, or an echo."""
        self.heard.append(text)
        if self.hang:
            await asyncio.Event().wait()
        while text in self._held:  # noqa: ASYNC110 - released from another thread as well
            await asyncio.sleep(0.005)
        return self.answers.get(text) or echo(text)

    async def show(self, sender: str, payload: TopicPayload) -> Answer:
        """A card that names the topic and the aspect."""
        return Answer(
            outcome=Outcome.ANSWERED, title=payload.topic, lines=(payload.aspect.value,), topics=(payload.topic,)
        )

    async def forget(self, sender: str) -> None:
        """Nothing is kept."""


def echo(text: str) -> Answer:
    """An answer of every kind of part."""
    return Answer(
        outcome=Outcome.ANSWERED,
        title="Tiêu đề <1>",
        lines=(f"nghe: {text}",),
        footer="Nguồn & ngày",
        links=(Link("Trang chính thức", "https://dichvucong.gov.vn/?a=1&b=2"),),
        buttons=(Button("Lệ phí", TopicPayload("dang_ky_khai_sinh", Aspect.FEE).encode()),),
        topics=("dang_ky_khai_sinh",),
    )
