from __future__ import annotations

import asyncio
import contextlib

import pytest

from bot.adapters.model_registry import FileModelRegistry
from bot.adapters.training_process import TrainingProcess
from bot.domain.errors import EngineError
from bot.domain.model_version import ModelState
from bot.services.live_models import LiveModels
from bot.services.promoting import Promoting
from bot.services.switching import SwitchingEngine
from building import FakeEngine
from evaluating import a_model
from standins.messenger_wiring import until


def an_engine(version: str) -> FakeEngine:
    if version == "broken":
        raise EngineError("broken: expected a model that loads")
    engine = FakeEngine()
    engine.model = version
    return engine


@pytest.fixture
def registry(tmp_path):
    found = FileModelRegistry(tmp_path)
    for day, version in enumerate(("one", "two", "broken"), start=1):
        (tmp_path / f"{version}.tar.gz").write_text("")
        found.save(a_model(version, day))
    return found


@pytest.fixture
def promoting(registry, clock):
    made = Promoting(registry, clock)
    made.promote("one", "gate")
    clock.move(hours=1)
    return made


@pytest.fixture
def engine():
    return SwitchingEngine(an_engine("one"))


@pytest.fixture
def models(registry, promoting, engine, tmp_path):
    return LiveModels(registry, promoting, TrainingProcess(tmp_path), engine, an_engine)


async def test_going_live_switches_the_engine_and_the_pointer(models, engine, registry):
    await models.go_live("two", "Chi Ba")
    assert (engine.model, models.live(), registry.get("two").went_live[-1][1]) == ("two", "two", "Chi Ba")
    assert [model.state for model in models.versions()][:2] == [ModelState.RETIRED, ModelState.LIVE]


async def test_a_model_that_does_not_load_does_not_go_live(models, engine):
    with pytest.raises(EngineError):
        await models.go_live("broken", "Chi Ba")
    assert (engine.model, models.live()) == ("one", "one")


async def test_rolling_back_answers_with_the_model_before_at_once(models, engine):
    await models.go_live("two", "Chi Ba")
    assert (await models.roll_back("Chi Ba")).version == "one"
    assert engine.model == "one"


async def test_the_server_follows_what_a_command_set_live(models, engine, promoting):
    assert not await models.follow()
    promoting.promote("two", "terminal")
    assert await models.follow()
    assert engine.model == "two"


async def test_a_model_that_does_not_load_is_tried_once_and_the_old_one_goes_on(models, engine, promoting):
    promoting.promote("broken", "terminal")
    assert not await models.follow()
    assert not await models.follow()
    assert engine.model == "one"
    promoting.promote("two", "terminal")
    assert await models.follow()


async def test_watching_follows_by_itself(models, engine, promoting):
    watching = asyncio.create_task(models.watch(every_seconds=0.01))
    promoting.promote("two", "terminal")
    await until(lambda: engine.model == "two")
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching


async def test_an_engine_elsewhere_is_not_switched_but_the_pointer_is_set(registry, promoting, tmp_path):
    models = LiveModels(registry, promoting, TrainingProcess(tmp_path), None, an_engine)
    await models.go_live("two", "Chi Ba")
    assert models.live() == "two"
    assert not await models.follow()
