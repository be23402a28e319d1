"""Asks a model the held-out questions, as residents would: the whole turn, masking and dialogue included."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bot.domain.evaluation import Case, CriticalPair, Given, confused_pairs, judge
from bot.domain.evaluation_result import Evaluation
from bot.domain.message import Message
from bot.services.conversing import Conversing

CHANNEL = "evaluation"
TELL_EVERY = 50


class Evaluating:
    """Evaluates the engine behind a conversation service that keeps nothing."""

    def __init__(self, conversing: Conversing, own_codes: frozenset[str]) -> None:
        """Takes the wired service of the model.

        Args:
            own_codes: official codes of the catalogue, to tell its answers from those of the long tail.
        """
        self._conversing = conversing
        self._own_codes = own_codes

    async def run(
        self,
        cases: Sequence[Case],
        pairs: Sequence[CriticalPair] = (),
        *,
        key: str = "",
        told: Callable[[int], None] = lambda _: None,
    ) -> Evaluation:
        """Asks all questions in order.

        Args:
            key: fingerprint of the questions and the program, kept with the result.
            told: called with the number of questions that are done, now and then.
        """
        run = uuid.uuid4().hex
        judged = []
        for number, case in enumerate(cases):
            sender = f"{run}:{case.kind}:{case.sender}" if case.sender else f"{run}:{number}"
            judged.append(judge(case, await self.ask(case.text, sender), self._own_codes))
            if number % TELL_EVERY == 0:
                told(number)
        answers = [await self.ask(pair.text, f"{run}:pair:{number}") for number, pair in enumerate(pairs)]
        told(len(judged))
        return Evaluation(key, tuple(judged), len(pairs), tuple(confused_pairs(pairs, answers)))

    async def ask(self, text: str, sender: str) -> Given:
        """One turn of a sender."""
        started = time.perf_counter()
        message = Message(CHANNEL, uuid.uuid4().hex, sender, text, datetime.now(UTC))
        reply = await self._conversing.take(message)
        if reply is None:
            raise RuntimeError("expected a fresh message id, got one that was seen")
        answer = reply.answer
        return Given(
            outcome=answer.outcome,
            topics=answer.topics,
            codes=answer.codes,
            aspects=answer.aspects,
            confidence=answer.confidence,
            latency_ms=(time.perf_counter() - started) * 1000,
        )
