"""Questions by who asked them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import question_of
from bot.domain.question import OpenQuestion


class SqliteAskedQuestions:
    """The port `AskedQuestions`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def asked_by(self, residents: Sequence[str], limit: int) -> list[OpenQuestion]:
        """The last questions for officers under any of these keys, oldest first."""
        rows = self._db.query(
            "select * from questions where resident in (select value from json_each(?))"
            " order by asked_at desc, rowid desc limit ?",
            [json.dumps(list(residents)), limit],
        )
        return [question_of(row) for row in reversed(list(rows))]
