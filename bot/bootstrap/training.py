"""Wires training and the evaluation of models."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from bot.adapters.model_files import answering_fingerprint, archive_of
from bot.adapters.model_registry import FileModelRegistry
from bot.adapters.question_files import HeldOut, read_folder
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.system_clock import SystemClock
from bot.bootstrap.application import wire
from bot.bootstrap.engine import load_engine
from bot.bootstrap.project_data import catalogue
from bot.bootstrap.secret import SECRET_BYTES
from bot.domain.errors import EvaluationError
from bot.domain.evaluation_result import Evaluation
from bot.services.evaluating import Evaluating
from bot.services.promoting import Promoting
from bot.services.training import Training
from bot.settings import PROJECT, Settings, read_settings

HELD_OUT = PROJECT / "tests" / "evaluation"


def build_training(settings: Settings) -> Training:
    """Training, evaluation and the gate, for `troly train`."""
    from bot.adapters.rasa_training import RasaTrainer

    registry = FileModelRegistry(settings.models)
    return Training(
        registry,
        RasaTrainer(PROJECT, settings.models),
        ModelEvaluator(settings.models, read_folder(HELD_OUT)),
        Promoting(registry, SystemClock()),
    )


class ModelEvaluator:
    """The port `Evaluator`: each model is loaded once, in this process, over a database in memory."""

    def __init__(self, models: Path, held_out: HeldOut | None) -> None:
        self._models = models
        self._held_out = held_out

    @property
    def key(self) -> str | None:
        """Fingerprint of the questions and of the program that asks them, or None without questions."""
        return None if self._held_out is None else evaluation_key(self._held_out)

    async def evaluate(self, version: str, told: Callable[[int], None] = lambda _: None) -> Evaluation:
        """Asks a model all held-out questions. Raises EngineError when it does not load."""
        if self._held_out is None:
            raise EvaluationError(f"{HELD_OUT}: expected held-out questions (*.jsonl), got none")
        evaluating = build_evaluating(archive_of(self._models, version))
        return await evaluating.run(self._held_out.cases, self._held_out.pairs, key=self.key or "", told=told)


def evaluation_key(held_out: HeldOut) -> str:
    """Fingerprint of questions and of the program that asks them: results with the same key compare."""
    return f"{held_out.fingerprint[:16]}-{answering_fingerprint(PROJECT)[:16]}"


def build_evaluating(model: Path) -> Evaluating:
    """Evaluation of one model archive. Raises EngineError when it does not load."""
    database = open_database(None)
    application = wire(read_settings({}), database, load_engine(model, database), secrets.token_bytes(SECRET_BYTES))
    return Evaluating(application.conversing, frozenset(topic.code for topic in catalogue().topics if topic.code))
