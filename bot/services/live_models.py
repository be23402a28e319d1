"""The models of a running server: which one serves, going live, the way back, and training beside the server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from bot.domain.errors import TrolyError
from bot.domain.evaluation_result import Evaluation
from bot.domain.model_version import ModelVersion
from bot.services.ports import DialogueEngine
from bot.services.promoting import ModelRegistry, Promoting
from bot.services.switching import SwitchingEngine
from bot.services.training import Progress

_LOG = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 5.0


class BackgroundTraining(Protocol):
    """A training in a process of its own."""

    @property
    def is_running(self) -> bool:
        """Whether one runs that this server started."""

    @property
    def lines(self) -> tuple[Progress, ...]:
        """What the last one said so far."""

    async def start(self, *, fresh: bool = False) -> None:
        """Starts one. Raises EngineError when one runs already."""

    async def wait(self) -> None:
        """Waits for the one that runs."""


class LiveModels:
    """What the officers' console and the server need of models."""

    def __init__(
        self,
        registry: ModelRegistry,
        promoting: Promoting,
        training: BackgroundTraining,
        engine: SwitchingEngine | None,
        load: Callable[[str], DialogueEngine],
    ) -> None:
        """Takes the parts.

        Args:
            engine: None when the engine runs elsewhere and is switched there.
            load: makes the engine of a version, in a thread.
        """
        self._registry = registry
        self._promoting = promoting
        self._engine = engine
        self._load = load
        self._refused: str | None = None
        self.training = training

    def versions(self) -> list[ModelVersion]:
        """All models, oldest first."""
        return self._registry.versions()

    def get(self, version: str) -> ModelVersion:
        """One model with its figures and reasons. Raises EngineError for an unknown name."""
        return self._registry.get(version)

    def evaluation(self, version: str) -> Evaluation | None:
        """Every question that a model was evaluated on, or None."""
        return self._registry.evaluation(version)

    def live(self) -> str | None:
        """Name of the model that should serve."""
        return self._registry.live()

    async def go_live(self, version: str, by: str) -> None:
        """Lets a model serve from the next turn on. Raises TrolyError when it does not load; the old one goes on."""
        self._registry.get(version)
        if self._engine is not None and self._engine.model != version:
            await self._engine.switch(lambda: self._load(version))
        self._promoting.promote(version, by)

    async def roll_back(self, by: str) -> ModelVersion:
        """Lets the model before serve again. Raises TrolyError when there is none."""
        model = self._promoting.roll_back(by)
        await self.follow()
        return model

    async def follow(self) -> bool:
        """Switches when another process has set another model live; returns whether it did.

        A model that does not load is refused once; the old one goes on until another is set live.
        """
        wanted = self._registry.live()
        if self._engine is None or wanted is None or wanted in (self._engine.model, self._refused):
            return False
        try:
            await self._engine.switch(lambda: self._load(wanted))
        except TrolyError:
            self._refused = wanted
            _LOG.exception("model %s does not load; %s goes on", wanted, self._engine.model)
            return False
        self._refused = None
        return True

    async def watch(self, every_seconds: float = LOOK_EVERY_SECONDS) -> None:
        """Follows until it is cancelled: `troly train` and `troly models` reach a running server this way."""
        while True:
            await asyncio.sleep(every_seconds)
            try:
                await self.follow()
            except Exception:
                _LOG.exception("looking for another model failed; trying again")
