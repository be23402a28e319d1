"""Fixtures that many tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from bot.adapters.model_files import live_model
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.migrations import apply_migrations
from bot.domain.errors import EngineError
from bot.settings import read_settings
from building import FakeClock, FakeWording
from standins.small_project import SmallProject, train_small_project


@pytest.fixture(scope="session", autouse=True)
def schema_made_once() -> Iterator[None]:
    """A database that holds nothing yet gets a copy of the schema instead of every migration again, for each test."""
    made = Database(memory=True)
    apply_migrations(made)

    def copy_or_migrate(found: Database) -> None:
        if found.conn.execute("select count(*) from sqlite_master").fetchone()[0]:
            apply_migrations(found)
        else:
            made.conn.backup(found.conn)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.adapters.sqlite_store.database.apply_migrations", copy_or_migrate)
        yield


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
