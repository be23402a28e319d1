from __future__ import annotations

import asyncio
import threading

import pytest

from bot.domain.answer import Answer
from bot.domain.errors import EngineError
from bot.domain.outcome import Outcome
from bot.services.switching import SwitchingEngine


class NamedEngine:
    """Answers with its name once its gate is open."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.gate = asyncio.Event()
        self.gate.set()

    async def respond(self, sender, text):
        await self.gate.wait()
        return Answer(Outcome.ANSWERED, (f"{self.model}: {text}",))

    async def show(self, sender, payload):
        return Answer(Outcome.ANSWERED, (self.model,))

    async def forget(self, sender):
        self.forgotten = sender


@pytest.fixture
def old():
    return NamedEngine("old")


@pytest.fixture
def engine(old):
    return SwitchingEngine(old)


async def test_turns_are_answered_by_the_old_model_while_the_new_one_loads(engine):
    may_end = threading.Event()

    def load():
        may_end.wait(60)
        return NamedEngine("new")

    switching = asyncio.create_task(engine.switch(load))
    await asyncio.sleep(0.02)
    assert (await engine.respond("a", "1")).lines == ("old: 1",)
    may_end.set()
    await switching
    assert (await engine.respond("a", "2")).lines == ("new: 2",)
    assert engine.model == "new"


async def test_a_turn_that_has_begun_ends_with_the_model_it_began_with(engine, old):
    old.gate.clear()
    turn = asyncio.create_task(engine.respond("a", "1"))
    await asyncio.sleep(0)
    await engine.switch(lambda: NamedEngine("new"))
    assert (await engine.show("b", None)).lines == ("new",)
    old.gate.set()
    assert (await turn).lines == ("old: 1",)


async def test_a_hundred_messages_across_a_switch_are_all_answered(engine):
    turns = [asyncio.create_task(engine.respond("a", str(number))) for number in range(50)]
    switching = asyncio.create_task(engine.switch(lambda: NamedEngine("new")))
    turns += [asyncio.create_task(engine.respond("a", str(number))) for number in range(50, 100)]
    answers = await asyncio.gather(*turns)
    await switching
    assert [answer.lines[0].split(": ")[1] for answer in answers] == [str(number) for number in range(100)]


async def test_a_model_that_does_not_load_leaves_the_old_one(engine):
    def load():
        raise EngineError("damaged")

    with pytest.raises(EngineError):
        await engine.switch(load)
    assert engine.model == "old"
    assert (await engine.respond("a", "1")).lines == ("old: 1",)


async def test_forgetting_reaches_the_engine(engine, old):
    await engine.forget("a")
    assert old.forgotten == "a"


@pytest.mark.model
async def test_a_real_model_takes_over_in_the_middle_of_a_conversation(database):
    from bot.adapters.model_files import live_model
    from bot.bootstrap import load_engine
    from bot.settings import read_settings

    try:
        model = live_model(read_settings().models)
    except EngineError as error:
        pytest.skip(str(error))
    engine = SwitchingEngine(load_engine(model, database))
    await engine.respond("a", "đăng ký kết hôn cần giấy tờ gì")
    switching = asyncio.create_task(engine.switch(lambda: load_engine(model, database)))
    meanwhile = [await engine.respond("b", "đăng ký khai sinh ở đâu") for _ in range(3)]
    await switching
    answer = await engine.respond("a", "còn lệ phí?")
    assert (answer.topics, answer.aspects) == (("dang_ky_ket_hon",), ("fee",))
    assert all(found.topics == ("dang_ky_khai_sinh",) for found in meanwhile)
