"""Puts questions that ask the same into one item of the queue, as they come."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.working_time import WorkingTime
from bot.services.likeness import WordKnowledge, signature_of
from bot.services.question_index import TEXTS_OF_A_HEAP, QuestionIndex

_LOG = logging.getLogger(__name__)
SLICE = 40
LARGE_SLICE = 200
PAUSE_SECONDS = 2.0
REST = 3.0  # rests so many times as long as it works, so that pages and turns come first


@dataclass(frozen=True, slots=True)
class Asked:
    """A masked question with the topics that the linker saw in it."""

    code: str
    text: str
    asked_at: datetime
    topics: tuple[tuple[str, float], ...] = ()


class HeapStore(Protocol):
    """What grouping needs of the store."""

    def gather(self, limit: int) -> int:
        """Makes questions of turns that went wrong without an officer being asked."""

    def ungrouped(self, limit: int) -> list[Asked]:
        """Questions without an item, oldest first."""

    def open_texts(self, after: tuple[int, str], limit: int) -> list[tuple[int, Asked]]:
        """Questions of open items after (item, code)."""

    def texts_of(self, item: int, limit: int) -> list[Asked]:
        """The first questions of an item."""

    def is_open(self, item: int) -> bool:
        """Whether an item still takes questions."""

    def new_item(self, asked: Asked, due_at: datetime) -> int:
        """Makes an item for a question."""

    def put(self, asked: Asked, item: int) -> None:
        """Puts a question into an item."""

    def refresh(self, items: Sequence[int]) -> None:
        """Counts the questions of items again."""

    def transaction(self) -> AbstractContextManager[object]:
        """Everything inside is kept together or not at all."""


class Grouping:
    """Works in small slices, so that residents' turns are not held up."""

    def __init__(
        self, store: HeapStore, knowledge: Callable[[], WordKnowledge], working_time: Callable[[], WorkingTime]
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._working_time = working_time
        self._index = QuestionIndex()
        self._loaded: tuple[int, str] | None = (0, "")

    def catch_up(self, limit: int = SLICE) -> int:
        """Groups up to `limit` questions that have no item yet; returns how many it grouped or loaded."""
        if self._loaded is not None and (loaded := self._load(limit)):
            return loaded
        self._store.gather(limit)
        asked = self._store.ungrouped(limit)
        if not asked:
            return 0
        calendar, touched = self._working_time(), set()
        with self._store.transaction():
            for question in asked:
                touched.add(self._place(question, calendar))
            self._store.refresh(sorted(touched))
        return len(asked)

    def look_again(self, items: Sequence[int]) -> None:
        """Learns items anew, after officers have split or joined them or closed one."""
        for item in items:
            self._index.drop(item)
            if self._store.is_open(item):
                for question in self._store.texts_of(item, TEXTS_OF_A_HEAP):
                    self._learn(item, question)

    async def run(self) -> None:
        """Groups until cancelled."""
        while True:
            began = time.perf_counter()
            try:
                done = self.catch_up()
            except Exception:
                _LOG.exception("grouping questions failed; trying again")
                done = 0
            took = time.perf_counter() - began
            await asyncio.sleep(max(0.005, REST * took) if done else PAUSE_SECONDS)

    def finish(self) -> None:
        """Groups everything that waits."""
        while self.catch_up(LARGE_SLICE):
            pass

    def _load(self, limit: int) -> int:
        part = self._store.open_texts(self._loaded or (0, ""), limit)
        for item, question in part:
            self._learn(item, question)
        self._loaded = (part[-1][0], part[-1][1].code) if part else None
        return len(part)

    def _learn(self, item: int, question: Asked) -> None:
        self._index.put(item, signature_of(question.text, self._knowledge(), question.topics))

    def _place(self, question: Asked, calendar: WorkingTime) -> int:
        signature = signature_of(question.text, self._knowledge(), question.topics)
        while (item := self._index.find(signature)) is not None:
            if self._store.is_open(item):
                self._store.put(question, item)
                break
            self._index.drop(item)
        else:
            item = self._store.new_item(question, calendar.due(question.asked_at))
        self._index.put(item, signature)
        return item
