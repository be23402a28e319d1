"""Asks for every official page once in a while, with a bound, and says honestly when it could not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from bot.domain.catalogue import Catalogue
from bot.domain.link_check import LinkCheck, LinkResult
from bot.services.ports import Clock

AT_ONCE = 4
MOST = 1000


class LinkProbe(Protocol):
    """Asks for one page."""

    async def probe(self, url: str) -> LinkCheck:
        """The result; an error on the way is a result too."""


class LinkStore(Protocol):
    """Keeps the newest result of each address."""

    def save(self, checks: Iterable[LinkCheck]) -> None:
        """Keeps results in place of older ones."""

    def all(self) -> dict[str, LinkCheck]:
        """Newest results by address."""


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What a run found. `is_offline`: nothing at all could be reached, so nothing was kept."""

    checks: tuple[LinkCheck, ...]
    is_offline: bool

    def count(self, result: LinkResult) -> int:
        """Addresses with that result."""
        return sum(check.result is result for check in self.checks)


class CheckingLinks:
    """One run at a time over all addresses of the catalogue."""

    def __init__(self, catalogue: Catalogue, probe: LinkProbe, store: LinkStore, clock: Clock) -> None:
        self._catalogue = catalogue
        self._probe = probe
        self._store = store
        self._clock = clock
        self._task: asyncio.Task[LinkReport] | None = None

    def addresses(self) -> list[str]:
        """Every official address once: pages of topics and of their sources."""
        topics = self._catalogue.topics
        links = [topic.link for topic in topics if topic.link]
        sources = [source.url for topic in topics for source in topic.sources.values() if source.url]
        return list(dict.fromkeys([*links, *sources]))[:MOST]

    async def run(self) -> LinkReport:
        """Asks for all pages, a few at once, and keeps the results unless the whole net is out of reach."""
        turn = asyncio.Semaphore(AT_ONCE)

        async def ask(url: str) -> LinkCheck:
            async with turn:
                return replace(await self._probe.probe(url), checked_at=self._clock.now())

        checks = tuple(await asyncio.gather(*map(ask, self.addresses())))
        is_offline = bool(checks) and all(check.result is LinkResult.UNREACHABLE for check in checks)
        if not is_offline:
            self._store.save(checks)
        return LinkReport(checks, is_offline)

    def start(self) -> bool:
        """Runs in the background; False when a run goes on already."""
        if self.is_running:
            return False
        self._task = asyncio.create_task(self.run())
        return True

    @property
    def is_running(self) -> bool:
        """Whether a run goes on."""
        return self._task is not None and not self._task.done()

    @property
    def last_report(self) -> LinkReport | None:
        """What the last run in the background found; None before the first, or when it failed."""
        task = self._task
        if task is None or not task.done() or task.cancelled() or task.exception():
            return None
        return task.result()

    def results(self) -> dict[str, LinkCheck]:
        """Newest results by address."""
        return self._store.all()
