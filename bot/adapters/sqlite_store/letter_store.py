"""The outbox as a person looks at it; the port `LetterStore`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp
from bot.domain.answer import Answer
from bot.services.undelivered import Letter, LetterState


class SqliteLetterStore:
    """The port `LetterStore` over one SQLite file; each method is one transaction."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = database
        self._now = now

    def letters(self, states: Sequence[LetterState], limit: int) -> list[Letter]:
        """Answers in some states that still have a text, oldest first."""
        rows = self._db.query(
            "select id, channel, turn, state, created_at, attempts, error, body from outbox"
            " where state in (select value from json_each(?)) and body <> '' order by id limit ?",
            [json.dumps(states), limit],
        )
        return [
            Letter(
                id=row["id"],
                channel=row["channel"],
                turn=row["turn"],
                state=LetterState(row["state"]),
                created_at=datetime.fromisoformat(row["created_at"]),
                attempts=row["attempts"],
                error=row["error"] or "",
                answer=Answer.from_dict(json.loads(row["body"])),
            )
            for row in rows
        ]

    def resend(self, identifier: int, states: Sequence[LetterState]) -> bool:
        """Makes an answer wait again; one that is in doubt from its first part on."""
        with self._db.atomic():
            cursor = self._db.execute(
                "update outbox set parts = case when in_doubt then 0 else parts end, in_doubt = 0, attempts = 0,"
                " state = 'pending', next_at = ? where id = ? and state in (select value from json_each(?))",
                [stamp(self._now()), identifier, json.dumps(states)],
            )
            return bool(cursor.rowcount)

    def drop(self, identifier: int, states: Sequence[LetterState]) -> bool:
        """Wipes text and address of an answer."""
        with self._db.atomic():
            cursor = self._db.execute(
                "update outbox set state = 'dropped', address = null, body = ''"
                " where id = ? and state in (select value from json_each(?))",
                [identifier, json.dumps(states)],
            )
            return bool(cursor.rowcount)

    def counts(self) -> dict[tuple[str, LetterState], int]:
        """Answers by channel and state."""
        rows = self._db.query("select channel, state, count(*) as letters from outbox group by channel, state")
        return {(row["channel"], LetterState(row["state"])): row["letters"] for row in rows}
