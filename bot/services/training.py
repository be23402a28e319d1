"""Trains a model, evaluates it beside the one that serves, and lets the gate decide."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.domain.errors import TrolyError
from bot.domain.evaluation_result import Evaluation
from bot.domain.model_version import ModelVersion
from bot.domain.promotion import GateResult
from bot.services.promoting import LIVE_DOES_NOT_LOAD, ModelRegistry, Promoting


class Step(StrEnum):
    """How far a training is."""

    TRAINING = "training"
    TRAINED = "trained"
    EVALUATING = "evaluating"
    COMPARING = "comparing"
    LIVE = "live"
    KEPT_BACK = "kept_back"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of a training that runs."""

    step: Step
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Trained:
    """What came out of a training."""

    model: ModelVersion
    gate: GateResult
    evaluation: Evaluation | None


class Trainer(Protocol):
    """Makes a model."""

    def train(self, *, fresh: bool) -> ModelVersion:
        """Trains from the project's data. Raises EngineError when no model came out."""


class Evaluator(Protocol):
    """Evaluates models on the held-out questions."""

    @property
    def key(self) -> str | None:
        """Fingerprint of the questions and the program, or None without questions."""

    def evaluate(self, version: str, told: Callable[[int], None]) -> Awaitable[Evaluation]:
        """Loads a model once and asks it everything. Raises EngineError when it does not load."""


class Training:
    """The whole way from data to the model that serves."""

    def __init__(self, registry: ModelRegistry, trainer: Trainer, evaluator: Evaluator, promoting: Promoting) -> None:
        self._registry = registry
        self._trainer = trainer
        self._evaluator = evaluator
        self._promoting = promoting

    async def run(self, *, fresh: bool = False, told: Callable[[Progress], None] = lambda _: None) -> Trained:
        """Trains, evaluates, compares and promotes or keeps back.

        Args:
            fresh: train every component again instead of reusing a cache.
            told: called with the progress.

        Raises:
            EngineError: another training runs, or no model came out.
        """
        with self._registry.training():
            told(Progress(Step.TRAINING))
            model = self._trainer.train(fresh=fresh)
            self._registry.save(model)
            told(Progress(Step.TRAINED, model.version))
            candidate = await self._evaluate(model.version, told)
            live, excuse = await self._live(candidate, told)
            gate = self._promoting.pass_gate(model.version, candidate, live, excuse=excuse)
            self._registry.drop_old()
        judged = self._registry.get(model.version)
        told(Progress(Step.LIVE if gate.passed else Step.KEPT_BACK, judged.version))
        return Trained(judged, gate, candidate)

    async def _evaluate(self, version: str, told: Callable[[Progress], None]) -> Evaluation | None:
        if self._evaluator.key is None:
            return None
        evaluation = await self._evaluator.evaluate(
            version, lambda done: told(Progress(Step.EVALUATING, f"{version} {done}"))
        )
        self._registry.save_evaluation(version, evaluation)
        return evaluation

    async def _live(
        self, candidate: Evaluation | None, told: Callable[[Progress], None]
    ) -> tuple[Evaluation | None, str]:
        """The evaluation of the model that serves, on the same questions by the same program, and why there is none."""
        version = self._registry.live()
        if candidate is None or version is None:
            return None, ""
        told(Progress(Step.COMPARING, version))
        kept = self._registry.evaluation(version)
        if kept is not None and kept.key == candidate.key:
            return kept, ""
        try:
            return await self._evaluate(version, told), ""
        except TrolyError as error:
            return None, LIVE_DOES_NOT_LOAD.format(error=error)
