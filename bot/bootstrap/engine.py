"""Engines over model archives, and the models of a running server."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from bot.adapters.model_files import archive_of
from bot.adapters.model_registry import FileModelRegistry
from bot.adapters.system_clock import SystemClock
from bot.adapters.training_process import TrainingProcess
from bot.bootstrap.project_data import reload_data
from bot.services.live_models import LiveModels
from bot.services.ports import DialogueEngine
from bot.services.promoting import Promoting
from bot.services.switching import SwitchingEngine
from bot.settings import PROJECT, Settings


def load_engine(model: Path, database: Database) -> DialogueEngine:
    """The embedded engine over a model archive. Raises EngineError when it does not load."""
    from bot.adapters.rasa_agent import RasaAgentEngine

    return RasaAgentEngine(model, database)


def live_models(settings: Settings, engine: SwitchingEngine | None, database: Database) -> LiveModels:
    """Models of a running server: going live, the way back, training beside it."""

    def load(version: str) -> DialogueEngine:
        fresh = load_engine(archive_of(settings.models, version), database)
        reload_data()
        return fresh

    registry = FileModelRegistry(settings.models)
    return LiveModels(registry, Promoting(registry, SystemClock()), TrainingProcess(PROJECT), engine, load)
