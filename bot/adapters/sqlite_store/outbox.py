"""The outbox: answers that wait to be sent to a messenger.

`pending` (nobody has it) → `taken` (the running server has it) → `leaving` (a part is at the door) → `sent`.
Beside these: `held` (until the resident writes again), `dead` (given up), `in_doubt` (a crash came while it left),
`dropped` (an officer decided so, or it grew too old).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp
from bot.domain.answer import Answer
from bot.services.delivering import Waiting

MAX_ERROR_CHARACTERS = 300


class SqliteOutbox:
    """The port `Outbox` over one SQLite file; each method is one transaction."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = database
        self._now = now

    def recover(self) -> int:
        """Gives back what a server that ended had taken; returns how many were leaving at that moment.

        A part that was leaving counts as gone: it was on the wire before anything else could happen (ADR 0006).
        """
        with self._db.atomic():
            cursor = self._db.execute(
                "update outbox set state = 'pending', parts = parts + 1, in_doubt = 1 where state = 'leaving'"
            )
            self._db.execute("update outbox set state = 'pending' where state = 'taken'")
            return int(cursor.rowcount)

    def take(self, channels: Sequence[str], limit: int) -> list[Waiting]:
        """Takes on what is pending, oldest first."""
        rows = list(
            self._db.query(
                "select id, channel, address, turn, next_at, attempts, parts, in_doubt from outbox"
                " where state = 'pending' and channel in (select value from json_each(?)) order by id limit ?",
                [json.dumps(channels), limit],
            )
        )
        if rows:
            with self._db.atomic():
                self._db.conn.executemany(
                    "update outbox set state = 'taken' where id = ?", [[row["id"]] for row in rows]
                )
        return [
            Waiting(
                id=row["id"],
                channel=row["channel"],
                address=row["address"],
                turn=row["turn"],
                not_before=datetime.fromisoformat(row["next_at"]),
                attempts=row["attempts"],
                parts=row["parts"],
                in_doubt=bool(row["in_doubt"]),
            )
            for row in rows
        ]

    def answer(self, waiting: Waiting) -> Answer | None:
        """The answer to send; None when it was erased or dropped in the meantime."""
        found = self._db.execute(
            "select body from outbox where id = ? and turn = ? and state in ('taken', 'leaving')",
            [waiting.id, waiting.turn],
        ).fetchone()
        return Answer.from_dict(json.loads(found[0])) if found else None

    def leaving(self, identifier: int, parts: int) -> None:
        """Writes down that the part after `parts` parts leaves now."""
        with self._db.atomic():
            self._db.execute("update outbox set state = 'leaving', parts = ? where id = ?", [parts, identifier])

    def sent(self, identifier: int) -> None:
        """Marks an answer as delivered and forgets its address and text."""
        with self._db.atomic():
            self._db.execute(
                "update outbox set state = 'sent', sent_at = ?, address = null, body = '' where id = ?",
                [stamp(self._now()), identifier],
            )

    def doubted(self, identifier: int) -> None:
        """Marks an answer of which a part left when the server died; an operator can send it again."""
        with self._db.atomic():
            self._db.execute("update outbox set state = 'in_doubt' where id = ?", [identifier])

    def failed(self, identifier: int, error: str, retry_in: timedelta | None, parts: int = 0) -> None:
        """Keeps a failure: tried again after `retry_in`, or dead when it is None."""
        state = "taken" if retry_in is not None else "dead"
        next_at = stamp(self._now() + (retry_in or timedelta()))
        with self._db.atomic():
            self._db.execute(
                "update outbox set state = ?, attempts = attempts + 1, next_at = ?, error = ?, parts = ? where id = ?",
                [state, next_at, error[:MAX_ERROR_CHARACTERS], parts, identifier],
            )

    def held(self, identifier: int, error: str, parts: int = 0) -> None:
        """Keeps an answer until its resident writes again on that channel."""
        with self._db.atomic():
            self._db.execute(
                "update outbox set state = 'held', held_at = coalesce(held_at, ?), error = ?, parts = ? where id = ?",
                [stamp(self._now()), error[:MAX_ERROR_CHARACTERS], parts, identifier],
            )

    def release(self, resident: str) -> int:
        """Sends what was held for a resident, who has done something that opens the window again."""
        with self._db.atomic():
            cursor = self._db.execute(
                "update outbox set state = 'pending', next_at = ? where resident = ? and state = 'held'",
                [stamp(self._now()), resident],
            )
            return int(cursor.rowcount)

    def release_chat(self, channel: str, address: str) -> int:
        """As `release`, for a chat."""
        with self._db.atomic():
            return release_held(self._db, channel, address, stamp(self._now()))

    def move(self, channel: str, old: str, new: str) -> None:
        """Follows a chat to its new address."""
        with self._db.atomic():
            self._db.execute("update outbox set address = ? where channel = ? and address = ?", [new, channel, old])


def release_held(database: Database, channel: str, address: str, now: str) -> int:
    """Makes a chat's held answers pending, inside a transaction of the caller; returns how many there were.

    By address, because the resident's key of last year is another one.
    """
    cursor = database.execute(
        "update outbox set state = 'pending', next_at = ? where state = 'held' and channel = ? and address = ?",
        [now, channel, address],
    )
    return int(cursor.rowcount)
