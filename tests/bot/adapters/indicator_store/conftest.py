"""A log on disk, empty or with a believable year, and the roll-up over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.adapters.indicator_registry import load_registry
from bot.adapters.indicator_store.figures import IndicatorFigures
from bot.adapters.indicator_store.files import IndicatorFiles
from bot.adapters.indicator_store.roll_up import RollUp
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.working_time_reader import load_working_time
from bot.domain.indicator import Registry
from bot.domain.working_time import WorkingTime
from bot.settings import PROJECT
from tests.indicator.log_writing import LogWriter


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_registry(PROJECT / "data" / "indicators.yml")


@pytest.fixture(scope="session")
def calendar() -> WorkingTime:
    return load_working_time(PROJECT / "data" / "working_time.yml")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Database]:
    found = open_database(tmp_path / "troly.db")
    yield found
    found.close()


@pytest.fixture
def writer(log: Database) -> LogWriter:
    return LogWriter(log)


@pytest.fixture
def files(tmp_path: Path, log: Database) -> IndicatorFiles:
    return IndicatorFiles(tmp_path / "indicator", tmp_path / "troly.db")


@pytest.fixture
def roll_up(files: IndicatorFiles, registry: Registry, calendar: WorkingTime) -> RollUp:
    return RollUp(files, registry.rules, calendar)


@pytest.fixture
def figures(files: IndicatorFiles) -> IndicatorFigures:
    return IndicatorFigures(files)
