"""Fixtures that many tests share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlite_utils import Database

from bot.adapters.model_files import live_model
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.migrations import apply_migrations
from bot.domain.errors import EngineError
from bot.settings import read_settings
from building import FakeClock, FakeWording
from standins.small_project import SmallProject, train_small_project

# Neither how long an example takes nor how long it takes to make one says anything on a busy machine.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# Files that take longest begin first, so that no core is left alone with one at the end; the small project is
# trained in one process for both of its files.
TRAINED_FIRST = ("tests/browser/test_teaching_round_trip.py", "tests/data/test_new_topic.py")
LONGEST = (
    *TRAINED_FIRST,
    "tests/evaluation/test_understanding.py",
    "tests/bot/channels/zalo_oa/test_crashes.py",
    "tests/browser/test_every_page.py",
    "tests/bot/channels/zalo_oa/test_whole_assistant.py",
    "tests/bot/channels/telegram/test_whole_assistant.py",
    "tests/browser/test_indicator_pages.py",
    "tests/browser/test_chat_page.py",
    "tests/bot/cli/test_indicator_commands.py",
    "tests/bot/adapters/indicator_store/test_roll_up.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sorts what takes longest to the front; the order within a file stays."""
    items.sort(key=lambda item: LONGEST.index(_file(item.nodeid)) if _file(item.nodeid) in LONGEST else len(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Gives each process whole files, as their fixtures are dear, in the order above."""
    from xdist.scheduler import LoadScopeScheduling

    class WholeFiles(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = _file(nodeid)
            return TRAINED_FIRST[0] if file in TRAINED_FIRST else file

    config.option.loadscopereorder = False
    return WholeFiles(config, log)


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]


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
