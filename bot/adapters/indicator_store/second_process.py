"""The second process of a rebuild: it fills a file of its own with one part of the time."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.adapters.indicator_store.files import IndicatorFiles
from bot.adapters.indicator_store.filling import Sums
from bot.adapters.indicator_store.schema import create_tables
from bot.domain.errors import StoreError
from bot.domain.period import Period

Fill = Callable[[sqlite3.Connection, Sequence[date], Collection[Period], Callable[[int], None]], Sums]
_ENDED = "the second process of the rebuild ended before its time. Next step: run `troly roll-up --rebuild` again"


class SecondProcess:
    """Runs while the block runs; its file is gone afterwards."""

    def __init__(
        self, files: IndicatorFiles, path: Path, fill: Fill, days: Sequence[date], left: Collection[Period]
    ) -> None:
        context = multiprocessing.get_context("spawn")
        self._path = path
        self._here, self._there = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(files, path, fill, days, left, self._there))
        self._done = 0
        self._end: Sums | str | None = None

    def __enter__(self) -> Self:
        """Starts it."""
        self._path.unlink(missing_ok=True)
        self._process.start()
        self._there.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Ends it, also before its time."""
        self._process.terminate()
        self._process.join()
        self._path.unlink(missing_ok=True)

    @property
    def done(self) -> int:
        """How many of its days are done."""
        while self._end is None and self._here.poll():
            self._hear()
        return self._done

    def wait(self) -> Sums:
        """The sums that it leaves to the first process. Raises StoreError when it failed."""
        while self._end is None:
            self._hear()
        if isinstance(self._end, str):
            raise StoreError(self._end)
        return self._end

    def _hear(self) -> None:
        try:
            told = self._here.recv()
        except EOFError:
            told = _ENDED
        if isinstance(told, int):
            self._done = told
        else:
            self._end = told


def _run(
    files: IndicatorFiles, path: Path, fill: Fill, days: Sequence[date], left: Collection[Period], parent: Connection
) -> None:
    """What the process does; it ends when the first one is gone, because telling it fails."""
    try:
        with closing(files.open_new(path)) as connection:
            create_tables(connection)
            connection.execute("begin")
            sums = fill(connection, days, left, parent.send)
            connection.execute("commit")
        parent.send(sums)
    except BrokenPipeError:
        path.unlink(missing_ok=True)
    except Exception as error:
        parent.send(f"{type(error).__name__}: {error}")
