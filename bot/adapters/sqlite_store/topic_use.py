"""How each topic was used in the last days: counted in a thread of its own, so that no page waits for many rows."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from bot.adapters.sqlite_store.database import open_for_reading
from bot.adapters.sqlite_store.rows import stamp
from bot.domain.errors import StoreError

_LOG = logging.getLogger(__name__)
KEPT_SECONDS = 300.0
DAYS = 30
_SQL = (
    "select t.value as topic, count(*) as turns, sum(e.helped = 1) as helped, sum(e.helped = 0) as not_helped"
    " from usage_events e, json_each(e.topics) t where e.at >= ? and e.outcome = 'answered' group by t.value"
)


@dataclass(frozen=True, slots=True)
class TopicUse:
    """How a topic was used in a period."""

    turns: int = 0
    helped: int = 0
    not_helped: int = 0


class KeptTopicUse:
    """The use of the last days, counted anew every few minutes; only the very first page waits for it."""

    def __init__(self, database: Database, now: Callable[[], datetime], *, kept_seconds: float = KEPT_SECONDS) -> None:
        self._db = database
        self._now = now
        self._kept_seconds = kept_seconds
        self._kept: dict[str, TopicUse] | None = None
        self._kept_at = 0.0
        self._counting: asyncio.Task[dict[str, TopicUse]] | None = None

    async def by_topic(self) -> dict[str, TopicUse]:
        """Turns and ratings of each topic that was answered; older ones by some minutes while they are counted."""
        if self._kept is not None and time.monotonic() - self._kept_at < self._kept_seconds:
            return self._kept
        if self._counting is None:
            self._counting = asyncio.create_task(self._count())
        return self._kept if self._kept is not None else await asyncio.shield(self._counting)

    async def _count(self) -> dict[str, TopicUse]:
        try:
            since, path = stamp(self._now() - timedelta(days=DAYS)), _path_of(self._db)
            # A database in memory has one connection only.
            found = await asyncio.to_thread(_read_file, path, since) if path else _read(self._db, since)
            self._kept, self._kept_at = found, time.monotonic()
        except (StoreError, sqlite3.Error):
            _LOG.exception("the use of topics could not be counted; trying again at the next page")
            return self._kept or {}
        else:
            return found
        finally:
            self._counting = None


def _path_of(database: Database) -> Path | None:
    file = next(iter(database.query("select file from pragma_database_list where name = 'main'")))["file"]
    return Path(file) if file else None


def _read_file(path: Path, since: str) -> dict[str, TopicUse]:
    database = open_for_reading(path)
    if database is None:
        return {}
    try:
        return _read(database, since)
    finally:
        database.close()


def _read(database: Database, since: str) -> dict[str, TopicUse]:
    rows = database.query(_SQL, [since])
    return {row["topic"]: TopicUse(row["turns"], row["helped"] or 0, row["not_helped"] or 0) for row in rows}
