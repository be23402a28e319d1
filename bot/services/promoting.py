"""Which model serves: the gate's verdict, promotion by hand, and the way back."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from bot.domain.errors import EngineError
from bot.domain.evaluation_result import Evaluation
from bot.domain.model_version import ModelState, ModelVersion
from bot.domain.promotion import GateResult, Tolerance, decide
from bot.services.ports import Clock

GATE = "gate"
NOT_EVALUATED = "not evaluated: no held-out questions were found"
FIRST = "the first model: nothing to compare with"
CONFUSED_AT_FIRST = "critical pairs confused, see its evaluation: {count}"
LIVE_DOES_NOT_LOAD = "the model before does not load with this program: {error}"


class ModelRegistry(Protocol):
    """What promoting needs of the store of models."""

    def versions(self) -> list[ModelVersion]:
        """All models, oldest first."""

    def get(self, version: str) -> ModelVersion:
        """One model. Raises EngineError when there is none."""

    def live(self) -> str | None:
        """Name of the model that serves, or None."""

    def save(self, model: ModelVersion) -> None:
        """Keeps the record of a model."""

    def set_live(self, version: str) -> None:
        """Lets a model serve, in one step."""

    def evaluation(self, version: str) -> Evaluation | None:
        """The kept evaluation of a model, or None."""

    def save_evaluation(self, version: str, evaluation: Evaluation) -> None:
        """Keeps an evaluation."""

    def training(self) -> AbstractContextManager[None]:
        """Held by the one training that runs. Raises EngineError when another one does."""

    def drop_old(self) -> list[str]:
        """Deletes models that nobody needs; returns their names."""


class Promoting:
    """Decides which model serves and keeps why."""

    def __init__(self, registry: ModelRegistry, clock: Clock, tolerance: Tolerance | None = None) -> None:
        self._registry = registry
        self._clock = clock
        self._tolerance = tolerance or Tolerance()

    def pass_gate(
        self, version: str, candidate: Evaluation | None, live: Evaluation | None, *, excuse: str = ""
    ) -> GateResult:
        """Lets a candidate go live, or keeps it back with the reasons.

        Args:
            candidate: its evaluation, or None without questions.
            live: the evaluation of the model that serves, or None when there is none to compare with.
            excuse: why there is none although a model serves.
        """
        if candidate is None:
            self.promote(version, GATE, reasons=(NOT_EVALUATED,))
            return GateResult()
        self._registry.save(replace(self._registry.get(version), figures=candidate.figures()))
        result = decide(candidate, live, self._tolerance)
        if not result.passed:
            reasons = tuple(reason.sentence() for reason in result.reasons)
            self._registry.save(self._registry.get(version).kept_back(reasons))
            return result
        notes = () if live else (excuse or FIRST,)
        if live is None and candidate.confused:
            notes = (*notes, CONFUSED_AT_FIRST.format(count=len(candidate.confused)))
        self.promote(version, GATE, reasons=notes)
        return result

    def promote(self, version: str, by: str, *, reasons: tuple[str, ...] = ()) -> ModelVersion:
        """Lets a model serve, whatever the gate said.

        Args:
            by: who decided: an officer, or the gate.
        """
        before = self._registry.live()
        promoted = self._registry.get(version).live_since(self._clock.now(), by, reasons)
        self._registry.save(promoted)
        self._registry.set_live(version)
        if before is not None and before != version:
            self._registry.save(replace(self._registry.get(before), state=ModelState.RETIRED))
        return promoted

    def roll_back(self, by: str) -> ModelVersion:
        """Lets the model serve that served before the present one.

        Raises:
            EngineError: no other model has served.
        """
        present = self._registry.live()
        before = self._before(present)
        if before is None:
            raise EngineError(
                "rollback: expected a model that served before, got none. "
                "Next step: troly models list, then troly models promote VERSION"
            )
        promoted = self.promote(before.version, by, reasons=(f"rolled back from {present}",))
        if present is not None:
            self._registry.save(replace(self._registry.get(present), state=ModelState.ROLLED_BACK))
        return promoted

    def _before(self, present: str | None) -> ModelVersion | None:
        """The model that served last before the present one and was not rolled back since; else the newest unjudged."""
        others = [model for model in self._registry.versions() if model.version != present]
        usable = [m for m in others if m.state not in (ModelState.ROLLED_BACK, ModelState.KEPT_BACK)]
        served = [model for model in usable if model.went_live]
        if served:
            return max(served, key=lambda model: model.went_live[-1][0])
        retired = [model for model in usable if model.state is ModelState.RETIRED]
        return retired[-1] if retired else None
