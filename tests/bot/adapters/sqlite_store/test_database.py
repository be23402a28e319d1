from __future__ import annotations

import stat

import pytest

from bot.adapters.sqlite_store import database as opening
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.migrations import apply_migrations
from bot.domain.errors import StoreError


@pytest.fixture(autouse=True)
def every_migration(monkeypatch):
    monkeypatch.setattr(opening, "apply_migrations", apply_migrations)


def test_a_new_file_is_made_in_wal_mode_and_opens_again(tmp_path):
    path = tmp_path / "new" / "troly.db"
    first = open_database(path)
    assert first.journal_mode == "wal"
    first.close()
    assert "usage_events" in open_database(path).table_names()


def test_only_the_owner_may_read_the_file_and_its_companions_also_one_that_was_open_to_others(tmp_path):
    path = tmp_path / "troly.db"
    path.touch(mode=0o644)
    path.chmod(0o644)
    database = open_database(path)
    with database.atomic():
        database.execute("insert into assisting (resident, until) values ('me', 'now')")
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["troly.db", "troly.db-shm", "troly.db-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_corrupt_file_is_told_with_the_next_step(tmp_path):
    path = tmp_path / "troly.db"
    path.write_bytes(b"this is not a database" * 500)
    with pytest.raises(StoreError, match="Next step"):
        open_database(path)
    assert path.read_bytes().startswith(b"this is not")


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="expected a healthy SQLite database"):
        open_database(tmp_path / "file" / "troly.db")
