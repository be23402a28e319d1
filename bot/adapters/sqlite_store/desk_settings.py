"""Settings that an admin edits in the console."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import Any

from sqlite_utils import Database

from bot.adapters.working_time_reader import read_working_time, working_time_data
from bot.domain.working_time import WorkingTime

WORKING_TIME = "working_time"


class SqliteWorkingTime:
    """The port `WorkingTimeStore`."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._read: tuple[str, WorkingTime] | None = None

    def transaction(self) -> AbstractContextManager[object]:
        """Everything inside is kept together or not at all."""
        atomic: AbstractContextManager[object] = self._db.atomic()
        return atomic

    def load(self) -> WorkingTime | None:
        """The hours that an admin saved, or None."""
        row = next(iter(self._db.query("select value from desk_settings where name = ?", [WORKING_TIME])), None)
        if row is None:
            return None
        if self._read is None or self._read[0] != row["value"]:
            self._read = (row["value"], read_working_time(json.loads(row["value"]), WORKING_TIME))
        return self._read[1]

    def save(self, hours: WorkingTime) -> None:
        """Keeps hours."""
        self._db.execute(
            "insert or replace into desk_settings (name, value) values (?, ?)",
            [WORKING_TIME, json.dumps(working_time_data(hours), ensure_ascii=False)],
        )

    def described(self, hours: WorkingTime) -> dict[str, Any]:
        """Hours as plain data for the record."""
        return working_time_data(hours)
