from __future__ import annotations

import pytest

from bot.adapters.model_registry import FileModelRegistry
from bot.domain.errors import EngineError
from bot.domain.model_version import ModelState
from bot.services.promoting import Promoting
from bot.services.training import Step, Training
from evaluating import MISSED, RIGHT, a_model, an_evaluation


class FakeTrainer:
    """Makes the next version."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.made = 0

    def train(self, *, fresh: bool):
        self.made += 1
        (self.folder / f"m{self.made}.tar.gz").write_text("")
        return a_model(f"m{self.made}", self.made)


class FakeEvaluator:
    """Knows what each version answers and remembers which were loaded."""

    def __init__(self, **answers) -> None:
        self.answers = answers
        self.key: str | None = "k"
        self.loaded: list[str] = []

    async def evaluate(self, version, told):
        self.loaded.append(version)
        if version not in self.answers:
            raise EngineError(f"{version} does not load")
        told(1)
        return an_evaluation(*self.answers[version], key=self.key)


@pytest.fixture
def registry(tmp_path):
    return FileModelRegistry(tmp_path)


@pytest.fixture
def evaluator():
    return FakeEvaluator(m1=[RIGHT, RIGHT], m2=[RIGHT, MISSED])


@pytest.fixture
def training(registry, tmp_path, clock, evaluator):
    return Training(registry, FakeTrainer(tmp_path), evaluator, Promoting(registry, clock))


async def test_the_first_training_ends_with_a_model_that_serves(training, registry):
    told = []
    trained = await training.run(told=told.append)
    assert trained.gate.passed
    assert trained.model.state is ModelState.LIVE
    assert registry.live() == "m1"
    assert [progress.step for progress in told] == [Step.TRAINING, Step.TRAINED, Step.EVALUATING, Step.LIVE]


async def test_a_worse_second_one_is_kept_back_and_each_model_is_loaded_once(training, registry, evaluator):
    await training.run()
    told = []
    trained = await training.run(told=told.append)
    assert (trained.model.state, registry.live()) == (ModelState.KEPT_BACK, "m1")
    assert evaluator.loaded == ["m1", "m2"], "the result of the model that serves is kept"
    assert told[-1].step is Step.KEPT_BACK


async def test_other_questions_or_another_program_ask_the_live_model_again(training, evaluator):
    await training.run()
    evaluator.key = "other"
    await training.run()
    assert evaluator.loaded == ["m1", "m2", "m1"]


async def test_a_live_model_that_does_not_load_any_more_gives_way_and_that_is_told(training, evaluator, registry):
    await training.run()
    evaluator.key = "other"
    del evaluator.answers["m1"]
    trained = await training.run()
    assert registry.live() == "m2"
    assert "does not load" in trained.model.reasons[0]


async def test_without_questions_nothing_is_evaluated(training, evaluator, registry):
    evaluator.key = None
    trained = await training.run()
    assert (evaluator.loaded, trained.evaluation, registry.live()) == ([], None, "m1")


async def test_a_second_training_at_the_same_time_is_refused(training, registry):
    with registry.training(), pytest.raises(EngineError, match="no other training"):
        await training.run()
