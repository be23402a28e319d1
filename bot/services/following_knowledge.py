"""Keeps a running assistant in step with what officers taught, whoever changed it: this process, a command, a hand."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.services.teaching import Teaching

_LOG = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 10.0

# Name of the model that answers and when its training began; None when that is not known.
Serving = Callable[[], tuple[str, datetime] | None]


class FollowingKnowledge:
    """Looks now and then, and acts only on a change."""

    def __init__(
        self, teaching: Teaching, fingerprint: Callable[[], str], reload: Callable[[], object], serving: Serving
    ) -> None:
        """`fingerprint` tells whether the files changed; `reload` lets everyone see them."""
        self._teaching = teaching
        self._fingerprint = fingerprint
        self._reload = reload
        self._serving = serving
        self._seen = fingerprint()
        self._model = ""

    def begin(self) -> None:
        """Finishes what a crash cut short."""
        finished = self._teaching.finish_interrupted()
        if finished:
            _LOG.warning("%d approved change(s) were written that a crash had cut short", finished)
        self.look()

    def look(self) -> bool:
        """Reads changed files again and tells the proposals which model answers; returns whether files had changed."""
        serving = self._serving()
        if serving and serving[0] != self._model:
            self._model = serving[0]
            self._teaching.model_serves(*serving)
        found = self._fingerprint()
        if found == self._seen:
            return False
        self._seen = found
        self._reload()
        return True

    async def watch(self, every_seconds: float = LOOK_EVERY_SECONDS) -> None:
        """Looks until it is cancelled, in the loop's own thread, as the database is one; failures are tried again."""
        while True:
            try:
                self.look()
            except Exception:
                _LOG.exception("reading what officers taught failed; trying again")
            await asyncio.sleep(every_seconds)
