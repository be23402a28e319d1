from __future__ import annotations

import asyncio
import contextlib

import pytest

from bot.services.following_knowledge import FollowingKnowledge
from standins.messenger_wiring import until


class FakeTeaching:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.interrupted = 1
        self.serves: list[str] = []

    def finish_interrupted(self) -> int:
        finished, self.interrupted = self.interrupted, 0
        return finished

    def model_serves(self, model: str, _trained_at: object) -> list[object]:
        self.serves.append(model)
        return []


class Files:
    """Something with a fingerprint that is read again."""

    def __init__(self) -> None:
        self.now = "a"
        self.reads = 0

    def read(self) -> None:
        self.reads += 1
        if self.now == "broken":
            raise OSError("disk")


@pytest.fixture
def teaching():
    return FakeTeaching()


@pytest.fixture
def files():
    return Files()


@pytest.fixture
def serving(clock):
    return [("troly-1", clock.now())]


@pytest.fixture
def following(teaching, files, serving):
    return FollowingKnowledge(teaching, lambda: files.now, files.read, lambda: serving[-1])


def test_a_start_finishes_what_a_crash_cut_short_and_tells_the_model(following, teaching):
    following.begin()
    assert teaching.interrupted == 0
    assert teaching.serves == ["troly-1"]


def test_files_are_read_again_only_when_they_changed(following, files):
    assert not following.look()
    files.now = "b"
    assert following.look()
    assert not following.look()
    assert files.reads == 1


def test_the_proposals_hear_of_each_other_model_once(following, teaching, serving, clock):
    following.look()
    following.look()
    serving.append(("troly-2", clock.now()))
    following.look()
    following.look()
    serving.append(None)
    following.look()
    assert teaching.serves == ["troly-1", "troly-2"]


async def test_a_failure_does_not_end_the_watch(following, files):
    files.now = "broken"
    watch = asyncio.create_task(following.watch(0.01))
    await until(lambda: files.reads)
    files.now = "c"
    read = files.reads
    await until(lambda: files.reads > read)
    assert not watch.done()
    watch.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watch
