"""Opens the database: WAL, busy timeout, a health check and the migrations."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from pathlib import Path

from sqlite_utils import Database

from bot.adapters.sqlite_store.migrations import apply_migrations
from bot.domain.errors import StoreError

BUSY_TIMEOUT_MS = 5000
OWNER_ONLY = 0o600
COMPANIONS = ("-wal", "-shm")


def open_database(path: Path | None) -> Database:
    """Opens (or makes) the database file; None opens one in memory.

    Raises:
        StoreError: the file is not a healthy SQLite database or cannot be written.
    """
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            keep_to_owner(path)
        connection = sqlite3.connect(str(path) if path else ":memory:", check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found is None or found[0] != "ok":
            raise StoreError(_broken(path, str(found and found[0])))
        database = Database(connection)
        if path is not None:
            database.enable_wal()
        connection.execute("PRAGMA synchronous = NORMAL")
        apply_migrations(database)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(_broken(path, str(error))) from error
    return database


def open_for_reading(path: Path) -> Database | None:
    """Opens a database without changing anything, for looking at it beside the server; None where there is none.

    Raises:
        StoreError: the file is no database of ours.
    """
    if not path.exists():
        return None
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("select 1 from outbox limit 1").fetchone()
    except sqlite3.Error as error:
        raise StoreError(_broken(path, str(error))) from error
    return Database(connection)


def keep_to_owner(path: Path) -> None:
    """Makes the file, or changes an existing one with its companions, so that only its owner may read it.

    It holds Zalo's tokens and what residents wrote. SQLite gives `-wal` and `-shm` the mode of the file itself.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
    for file in (path, *(path.with_name(path.name + ending) for ending in COMPANIONS)):
        with contextlib.suppress(FileNotFoundError):
            if stat.S_IMODE(file.stat().st_mode) != OWNER_ONLY:
                file.chmod(OWNER_ONLY)


def _broken(path: Path | None, got: str) -> str:
    return (
        f"{path}: expected a healthy SQLite database, got: {got}. "
        f"Next step: stop the assistant, move the file away (keep it) and start again: a new one is made. "
        f"A copy of your own can be put in its place."
    )
