"""What officers do to items of the queue; every change counts the item's version up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from sqlite_utils import Database

from bot.adapters.sqlite_store.item_rows import refresh_items
from bot.adapters.sqlite_store.rows import stamp
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.answer import Answer
from bot.domain.question import QuestionState
from bot.domain.queue_item import Draft


class SqliteQueueWriting:
    """The port `QueueWriting`."""

    def __init__(
        self, database: Database, turns: SqliteTurnStore, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._db = database
        self._turns = turns
        self._now = now

    def transaction(self) -> AbstractContextManager[object]:
        """Everything inside is kept together or not at all."""
        atomic: AbstractContextManager[object] = self._db.atomic()
        return atomic

    def set_owner(self, item: int, owner: str | None, *, version: int | None) -> bool:
        """Claims or frees an open item; False when its version is another one."""
        state = QuestionState.CLAIMED if owner else QuestionState.NEW
        cursor = self._db.execute(
            "update items set owner = ?, state = ?, version = version + 1 where id = ? and is_open = 1"
            " and version = coalesce(?, version)",
            [owner, state.value, item, version],
        )
        self._db.execute(
            "update questions set state = ? where item = ? and state in ('new', 'claimed')", [state.value, item]
        )
        return bool(cursor.rowcount)

    def claim_quietly(self, item: int, owner: str) -> bool:
        """Claims an item that nobody owns, without counting its version up: the officer began to write."""
        cursor = self._db.execute(
            "update items set owner = ?, state = 'claimed' where id = ? and is_open = 1 and owner is null",
            [owner, item],
        )
        if cursor.rowcount:
            self._db.execute("update questions set state = 'claimed' where item = ? and state = 'new'", [item])
        return bool(cursor.rowcount)

    def set_department(self, item: int, department: str) -> None:
        """Hands an item to a department."""
        self._db.execute("update items set department = ?, version = version + 1 where id = ?", [department, item])

    def save_draft(self, item: int, officer: str, draft: Draft) -> None:
        """Keeps what an officer has written."""
        with self._db.atomic():
            self._db.execute(
                "insert or replace into drafts (item, officer, text, topic, link, saved_at) values (?, ?, ?, ?, ?, ?)",
                [item, officer, draft.text, draft.topic, draft.link, stamp(self._now())],
            )

    def drop_drafts(self, item: int, officer: str) -> None:
        """Forgets the draft of an officer."""
        self._db.execute("delete from drafts where item = ? and officer = ?", [item, officer])

    def open_questions(self, item: int) -> list[tuple[str, str, bool]]:
        """Code, text and silence of the questions that have no reply yet."""
        rows = self._db.query(
            "select code, text, is_silent from questions where item = ? and state in ('new', 'claimed') order by code",
            [item],
        )
        return [(row["code"], row["text"], bool(row["is_silent"])) for row in rows]

    def reply(self, code: str, text: str, officer: str, answer: Answer) -> bool:
        """Keeps and sends a reply to one question."""
        return self._turns.reply(code, text, officer, answer, refresh=False)

    def close_questions(self, item: int, state: QuestionState) -> None:
        """Ends questions that get no reply."""
        self._db.execute(
            "update questions set state = ? where item = ? and state in ('new', 'claimed')", [state.value, item]
        )

    def close(
        self, item: int, state: QuestionState, officer: str, reply: str | None, *, version: int, dismissal: str = ""
    ) -> bool:
        """Closes an open item; False when its version is another one or it is closed."""
        cursor = self._db.execute(
            "update items set state = ?, is_open = 0, version = version + 1, owner = coalesce(owner, ?), reply = ?,"
            " replied_by = ?, replied_at = ?, dismissal = ? where id = ? and version = ? and is_open = 1",
            [state.value, officer, reply, officer, stamp(self._now()), dismissal or None, item, version],
        )
        return bool(cursor.rowcount)

    def approve(self, item: int, officer: str) -> bool:
        """Approves an answered item; False when it is not answered."""
        cursor = self._db.execute(
            "update items set state = 'approved', version = version + 1, approved_by = ?, approved_at = ?"
            " where id = ? and state = 'answered'",
            [officer, stamp(self._now()), item],
        )
        self._db.execute("update questions set state = 'approved' where item = ? and state = 'answered'", [item])
        return bool(cursor.rowcount)

    def split(self, item: int, codes: Sequence[str]) -> int | None:
        """Moves questions of an open item into a new one; None when none or all of them were named."""
        marks = ",".join("?" * len(codes))
        found = [
            row["code"]
            for row in self._db.query(
                f"select code from questions where item = ? and code in ({marks})",  # noqa: S608
                [item, *codes],
            )
        ]
        total = next(iter(self._db.query("select count(*) as n from questions where item = ?", [item])))["n"]
        if not found or len(found) == total:
            return None
        cursor = self._db.execute(
            "insert into items (text, state, is_open, reason, residents, questions, waiting, first_at, last_at, due_at,"
            " channels, topics, department, owner) select text, state, 1, reason, 1, 1, 1, first_at, last_at, due_at,"
            " '', '[]', department, owner from items where id = ? and is_open = 1",
            [item],
        )
        made = int(cursor.lastrowid or 0)
        for code in found:
            self._db.execute("update questions set item = ? where code = ?", [made, code])
        self._db.execute("update items set version = version + 1 where id = ?", [item])
        refresh_items(self._db, [item, made])
        return made

    def join(self, item: int, into: int) -> None:
        """Moves all questions of an open item into another open one."""
        self._db.execute("update questions set item = ? where item = ?", [into, item])
        self._db.execute(
            "update questions set state = (select state from items where id = ?) where item = ?"
            " and state in ('new', 'claimed')",
            [into, into],
        )
        self._db.execute(
            "update items set due_at = min(due_at, (select due_at from items where id = ?)), version = version + 1"
            " where id = ?",
            [item, into],
        )
        self._db.execute(
            "update items set state = 'dismissed', merged_into = ?, version = version + 1 where id = ?", [into, item]
        )
        refresh_items(self._db, [item, into])

    def refresh(self, item: int) -> None:
        """Counts the questions of an item again."""
        refresh_items(self._db, [item])
