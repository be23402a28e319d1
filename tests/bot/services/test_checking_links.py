from __future__ import annotations

import asyncio
from datetime import date

import pytest

from bot.domain.link_check import LinkCheck, LinkResult
from bot.domain.topic import Source
from bot.services.checking_links import AT_ONCE, CheckingLinks
from building import a_catalogue, a_topic


class FakeProbe:
    """Counts how many questions run at once."""

    def __init__(self) -> None:
        self.result = LinkResult.FINE
        self.running = self.most = 0
        self.wait = asyncio.Event()
        self.wait.set()

    async def probe(self, url: str) -> LinkCheck:
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0)
        await self.wait.wait()
        self.running -= 1
        return LinkCheck(url, self.result)


class FakeLinkStore:
    """Results in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, LinkCheck] = {}

    def save(self, checks) -> None:
        self.kept |= {check.url: check for check in checks}

    def all(self) -> dict[str, LinkCheck]:
        return dict(self.kept)


@pytest.fixture
def probe():
    return FakeProbe()


@pytest.fixture
def checking(probe, clock):
    source = Source("law", "Law", date(2026, 1, 1), "https://example.vn/law")
    topics = [
        a_topic(f"topic_{n}", code=f"1.0000{n:02}", link=f"https://example.vn/{n}", sources={"law": source})
        for n in range(20)
    ]
    return CheckingLinks(a_catalogue(topics), probe, FakeLinkStore(), clock)


async def test_every_address_is_asked_for_once_and_only_a_few_at_a_time(checking, probe, clock):
    report = await checking.run()
    assert len(report.checks) == 21
    assert probe.most == AT_ONCE
    assert {check.checked_at for check in checking.results().values()} == {clock.now()}
    assert report.count(LinkResult.FINE) == 21


async def test_when_nothing_can_be_reached_nothing_is_kept(checking, probe):
    probe.result = LinkResult.UNREACHABLE
    report = await checking.run()
    assert report.is_offline
    assert checking.results() == {}


async def test_one_run_goes_on_at_a_time(checking, probe):
    probe.wait.clear()
    assert checking.start()
    await asyncio.sleep(0)
    assert checking.is_running
    assert not checking.start()
    assert checking.last_report is None
    probe.wait.set()
    await checking._task
    assert not checking.is_running
    assert len(checking.last_report.checks) == 21
