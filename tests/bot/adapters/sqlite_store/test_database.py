from __future__ import annotations

import pytest

from bot.adapters.sqlite_store.database import open_database
from bot.domain.errors import StoreError


def test_a_new_file_is_made_in_wal_mode_and_opens_again(tmp_path):
    path = tmp_path / "new" / "troly.db"
    first = open_database(path)
    assert first.journal_mode == "wal"
    first.close()
    assert "usage_events" in open_database(path).table_names()


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
