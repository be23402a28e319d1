"""The files of the indicator: a rebuild makes a new one beside the old; readers open the newest that is whole."""

from __future__ import annotations

import contextlib
import fcntl
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from bot.adapters.indicator_store.schema import create_tables
from bot.domain.errors import StoreError

_NAME = re.compile(r"indicator-(\d{6})\.db")
BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 256 * 1024
MAPPED_BYTES = 16 * 1024**3  # a rebuild reads pages of the log where the system keeps them; they count as its memory


class IndicatorFiles:
    """The folder that holds them, beside the database of the log."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._folder = folder
        self._log = log

    @property
    def current(self) -> Path | None:
        """The newest whole file, or None before the first roll-up."""
        found = sorted(path for path in self._folder.glob("indicator-*.db") if _NAME.fullmatch(path.name))
        return found[-1] if found else None

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that cannot write. Raises StoreError before the first roll-up."""
        path = self.current
        if path is None:
            raise StoreError(f"{self._folder}: expected a roll-up of the log, got none. Next step: run `troly roll-up`")
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
        try:
            connection.execute("pragma query_only = 1")
            connection.execute(f"pragma busy_timeout = {BUSY_TIMEOUT_MS}")
            self._attach_log(connection)
            yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The current file (made when there is none) for the one writer; a second writer waits."""
        with self._lock():
            path = self.current or self._folder / "indicator-000001.db"
            is_new = not path.exists()
            connection = self._open(path)
            try:
                connection.execute("pragma main.journal_mode = wal")
                connection.execute("pragma main.synchronous = normal")
                if is_new:
                    create_tables(connection)
                yield connection
            finally:
                connection.close()

    @contextlib.contextmanager
    def replacing(self) -> Iterator[sqlite3.Connection]:
        """A new file that becomes the current one when the block ends without an error."""
        with self._lock():
            old = self.current
            number = int(_NAME.fullmatch(old.name).group(1)) + 1 if old else 1  # type: ignore[union-attr]
            path = self._folder / f"indicator-{number:06}.db"
            part = path.with_suffix(".part")
            part.unlink(missing_ok=True)
            connection = self.open_new(part)
            try:
                create_tables(connection)
                yield connection
                connection.execute("pragma main.journal_mode = wal")
                connection.close()
                part.replace(path)
                if old:
                    for suffix in ("", "-wal", "-shm"):
                        old.with_name(old.name + suffix).unlink(missing_ok=True)
            finally:
                connection.close()
                part.unlink(missing_ok=True)

    @property
    def second_part(self) -> Path:
        """Where a second process of a rebuild writes; of no use after it."""
        return self._folder / "second.part"

    def open_new(self, path: Path) -> sqlite3.Connection:
        """A file that a rebuild fills. What a crash leaves is deleted by the next one: no journal is needed."""
        connection = self._open(path)
        connection.execute("pragma main.journal_mode = off")
        connection.execute("pragma main.synchronous = off")
        connection.execute(f"pragma log.mmap_size = {MAPPED_BYTES}")
        return connection

    def _open(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(f"file:{quote(str(path))}", uri=True, isolation_level=None)
        connection.execute(f"pragma busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("pragma temp_store = memory")
        connection.execute(f"pragma main.cache_size = -{CACHE_KIB}")
        self._attach_log(connection)
        connection.execute(f"pragma log.cache_size = -{CACHE_KIB // 2}")
        return connection

    def _attach_log(self, connection: sqlite3.Connection) -> None:
        if not self._log.exists():
            raise StoreError(f"{self._log}: expected the database of the assistant, got no file")
        connection.execute("attach database ? as log", [f"file:{quote(str(self._log))}?mode=ro"])

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "writer.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
