"""Fixtures that many tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from bot.adapters.model_files import live_model
from bot.adapters.sqlite_store.database import open_database
from bot.domain.errors import EngineError
from bot.settings import read_settings
from building import FakeClock, FakeWording
from standins.small_project import SmallProject, train_small_project


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def wording() -> FakeWording:
    return FakeWording()


@pytest.fixture(scope="session")
def trained_small_project(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    """A copy of the project with a dozen topics, trained once for all tests; who changes its data copies it first."""
    try:
        live_model(read_settings().models)
    except EngineError as error:
        pytest.skip(str(error))
    return train_small_project(tmp_path_factory.mktemp("small"))


@pytest.fixture
def database() -> Iterator[Database]:
    found = open_database(None)
    yield found
    found.close()
