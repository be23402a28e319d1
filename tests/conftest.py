"""Fixtures that many tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from bot.adapters.sqlite_store.database import open_database
from building import FakeClock, FakeWording


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def wording() -> FakeWording:
    return FakeWording()


@pytest.fixture
def database() -> Iterator[Database]:
    found = open_database(None)
    yield found
    found.close()
