"""The outbox: answers that wait to be sent to a messenger, in order for each address."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp
from bot.domain.answer import Answer


class SqliteOutbox:
    """Answers that wait to be sent to a messenger."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = database
        self._now = now

    def due(self, channel: str, limit: int = 100) -> list[tuple[int, str, str, Answer]]:
        """Waiting answers as (id, address, turn, answer): for each address only its oldest, so that order holds."""
        rows = self._db.query(
            "select id, address, turn, body from outbox where channel = ? and state = 'pending' and next_at <= ?"
            " and id in (select min(id) from outbox where channel = ? and state = 'pending' group by address)"
            " order by id limit ?",
            [channel, stamp(self._now()), channel, limit],
        )
        return [(row["id"], row["address"], row["turn"], Answer.from_dict(json.loads(row["body"]))) for row in rows]

    def sent(self, identifier: int) -> None:
        """Marks an answer as delivered and forgets its address and text."""
        with self._db.atomic():
            self._db.execute(
                "update outbox set state = 'sent', sent_at = ?, address = null, body = '' where id = ?",
                [stamp(self._now()), identifier],
            )

    def failed(self, identifier: int, error: str, retry_in: timedelta | None) -> None:
        """Keeps a failure: tried again after `retry_in`, or dead when it is None."""
        state = "pending" if retry_in is not None else "dead"
        next_at = stamp(self._now() + (retry_in or timedelta()))
        with self._db.atomic():
            self._db.execute(
                "update outbox set state = ?, attempts = attempts + 1, next_at = ?, error = ? where id = ?",
                [state, next_at, error[:300], identifier],
            )

    def attempts(self, identifier: int) -> int:
        """How often sending an answer has failed."""
        row = next(iter(self._db.query("select attempts from outbox where id = ?", [identifier])), None)
        return int(row["attempts"]) if row else 0
