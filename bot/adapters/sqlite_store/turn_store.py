"""Messages, answers, usage events and questions in SQLite; each public method is one transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.adapters.sqlite_store.item_rows import items_of_resident, refresh_items
from bot.adapters.sqlite_store.outbox import release_held
from bot.adapters.sqlite_store.rows import event_of, event_row, insert, question_of, question_row, stamp
from bot.adapters.sqlite_store.shown_choices import keep_shown, shown_choice
from bot.domain.answer import Answer
from bot.domain.message import Message, MessageKind
from bot.domain.question import OpenQuestion, QuestionState
from bot.domain.usage import UsageEvent

ERASED = "erased"
ASSISTING_FOR = timedelta(hours=4)


class SqliteTurnStore:
    """The port `TurnStore` over one SQLite file."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = database
        self._now = now

    def accept(self, message: Message, resident: str) -> bool:
        """Keeps an incoming message; False when its update id was seen before.

        Replies that were held until this resident writes again are on their way from here on.
        """
        with self._db.atomic():
            cursor = self._db.execute(
                "insert or ignore into inbox (channel, update_id, resident, address, text, payload, locality, pushed,"
                " received_at, kind, in_group, sequence, state) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'new')",
                [
                    message.channel,
                    message.update_id,
                    resident,
                    message.address,
                    message.text,
                    message.payload,
                    message.locality,
                    int(message.pushed),
                    stamp(message.received_at),
                    message.kind.value,
                    int(message.in_group),
                    message.sequence,
                ],
            )
            is_new = bool(cursor.rowcount == 1)
            if is_new and message.pushed:
                release_held(self._db, message.channel, message.address, stamp(self._now()))
            return is_new

    def unfinished(self) -> list[Message]:
        """Messages that were accepted and not answered, oldest first."""
        rows = self._db.query("select * from inbox where state = 'new' order by received_at, rowid")
        return [
            Message(
                channel=row["channel"],
                update_id=row["update_id"],
                address=row["address"],
                text=row["text"],
                received_at=datetime.fromisoformat(row["received_at"]),
                payload=row["payload"],
                locality=row["locality"],
                pushed=bool(row["pushed"]),
                kind=MessageKind(row["kind"]),
                in_group=bool(row["in_group"]),
                sequence=row["sequence"],
            )
            for row in rows
        ]

    def answered(self, channel: str, update_id: str) -> Answer | None:
        """The answer that a message got already, or None."""
        row = self._one("select answer from inbox where channel = ? and update_id = ?", [channel, update_id])
        return Answer.from_dict(json.loads(row["answer"])) if row and row["answer"] else None

    def finish(self, message: Message, answer: Answer, event: UsageEvent, question: OpenQuestion | None) -> None:
        """Writes the event, the question, the outgoing answer and the end of the message together."""
        body = json.dumps(answer.as_dict(), ensure_ascii=False)
        with self._db.atomic():
            self._db.execute(
                "update inbox set state = 'done', text = null, address = null, payload = null, answer = ?"
                " where channel = ? and update_id = ?",
                [None if message.pushed else body, message.channel, message.update_id],
            )
            insert(self._db, "usage_events", event_row(event))
            if question:
                insert(
                    self._db,
                    "questions",
                    question_row(question)
                    | {"address": message.address, "pushed": int(message.pushed), "turn": event.turn},
                )
            keep_shown(self._db, message.channel, event.resident, [one.payload for one in answer.choices], event.at)
            if message.pushed:
                self.push(message.channel, event.resident, message.address, event.turn, body)

    def shown_choice(self, channel: str, resident: str, number: int) -> str | None:
        """The payload of the choice that a resident was shown under a number within a day, or None."""
        return shown_choice(self._db, channel, resident, number, self._now())

    def is_first_contact(self, resident: str) -> bool:
        """Whether this resident has no finished turn yet."""
        return self._one("select 1 as found from usage_events where resident = ? limit 1", [resident]) is None

    def last_heard(self, resident: str) -> datetime | None:
        """When the resident's last message came, or None."""
        row = self._one("select max(received_at) as at from inbox where resident = ?", [resident])
        return datetime.fromisoformat(row["at"]) if row and row["at"] else None

    def last_question(self, resident: str) -> UsageEvent | None:
        """The last turn in which the resident typed a question, or None."""
        row = self._one(
            "select * from usage_events where resident = ? and text <> ''"
            " and outcome not in ('smalltalk', 'case_status') order by at desc, rowid desc limit 1",
            [resident],
        )
        return event_of(row) if row else None

    def rate(self, turn: str, resident: str, helped: bool) -> bool:
        """Keeps whether an answer helped; False when there is no such turn of this resident."""
        with self._db.atomic():
            cursor = self._db.execute(
                "update usage_events set helped = ? where turn = ? and resident = ?", [int(helped), turn, resident]
            )
            return bool(cursor.rowcount)

    def is_assisting(self, resident: str) -> bool:
        """Whether this conversation asks for another person just now."""
        return (
            self._one(
                "select 1 as found from assisting where resident = ? and until > ?", [resident, stamp(self._now())]
            )
            is not None
        )

    def switch_assisting(self, resident: str) -> bool:
        """Turns asking for another person on (for some hours) or off; returns whether it is on now."""
        is_on = not self.is_assisting(resident)
        with self._db.atomic():
            if is_on:
                self._db.execute(
                    "insert or replace into assisting (resident, until) values (?, ?)",
                    [resident, stamp(self._now() + ASSISTING_FOR)],
                )
            else:
                self._db.execute("delete from assisting where resident = ?", [resident])
        return is_on

    def question(self, code: str) -> OpenQuestion | None:
        """The question of a code, or None."""
        row = self._one("select * from questions where code = ?", [code])
        return question_of(row) if row else None

    def has_question_code(self, code: str) -> bool:
        """Whether a code is taken."""
        return self._one("select 1 as found from questions where code = ?", [code]) is not None

    def questions(self, state: QuestionState, limit: int = 50) -> list[OpenQuestion]:
        """Questions in a state, oldest first."""
        rows = self._db.query("select * from questions where state = ? order by asked_at limit ?", [state, limit])
        return [question_of(row) for row in rows]

    def reply(self, code: str, text: str, officer: str, answer: Answer, *, refresh: bool = True) -> bool:
        """Keeps an officer's reply and sends it where the question came from; False when it had one already.

        Args:
            refresh: also count the item of the queue that holds the question again.
        """
        with self._db.atomic():
            cursor = self._db.execute(
                "update questions set state = ?, reply = ?, replied_by = ?, replied_at = ?"
                " where code = ? and state in (?, ?)",
                [
                    QuestionState.ANSWERED, text, officer, stamp(self._now()), code,
                    QuestionState.NEW, QuestionState.CLAIMED,
                ],
            )  # fmt: skip
            if not cursor.rowcount:
                return False
            row = self._one("select * from questions where code = ?", [code])
            if row and row["pushed"] and row["address"]:
                body = json.dumps(answer.as_dict(), ensure_ascii=False)
                self.push(row["channel"], row["resident"], row["address"], row["turn"], body)
            if row and refresh:
                refresh_items(self._db, [row["item"]])
            return True

    def outcome_counts(self) -> list[tuple[str, str, int]]:
        """Turns by channel and outcome, for the metrics."""
        rows = self._db.query("select channel, outcome, count(*) as turns from usage_events group by channel, outcome")
        return [(row["channel"], row["outcome"], row["turns"]) for row in rows]

    def erase(self, resident: str) -> int:
        """Deletes what is kept about a resident.

        Counts stay without a link to the person: a fresh random key takes the place of the resident's, so that no
        figure of the past changes (one resident stays one) and nobody can tell whose turns these were.
        """
        nobody = f"{ERASED}-{secrets.token_hex(12)}"
        with self._db.atomic():
            items = items_of_resident(self._db, resident)
            self._db.execute(
                "update questions set text = '', address = null, resident = ?, reply = null,"
                " state = case when state in ('new', 'claimed') then 'dismissed' else state end where resident = ?",
                [nobody, resident],
            )
            self._db.execute("delete from assisting where resident = ?", [resident])
            # Wiped, not deleted: the number of a deleted row would be given to another resident's answer.
            self._db.execute(
                "update outbox set resident = ?, address = null, body = '',"
                " state = case when state = 'sent' then state else 'dropped' end where resident = ?",
                [nobody, resident],
            )
            self._db.execute(
                "update inbox set answer = null, resident = ? where resident = ? and state = 'done'", [nobody, resident]
            )
            self._db.execute("delete from trackers where sender = ?", [resident])
            self._db.execute("delete from notices_told where resident = ?", [resident])
            refresh_items(self._db, items)
            self._db.execute("delete from shown_choices where resident = ?", [resident])
            cursor = self._db.execute(
                "update usage_events set text = '', resident = ? where resident = ?", [nobody, resident]
            )
            return int(cursor.rowcount)

    def purge(self, before: datetime) -> int:
        """Wipes texts older than a moment and keeps the counts; returns the number of turns wiped."""
        with self._db.atomic():
            self._db.execute("update inbox set answer = null where state = 'done' and received_at < ?", [stamp(before)])
            self._db.execute("delete from trackers where updated_at < ?", [stamp(before)])
            self._db.execute("delete from shown_choices where shown_at < ?", [stamp(before)])
            self._db.execute(
                "update outbox set state = 'dropped', address = null, body = ''"
                " where state in ('dead', 'in_doubt', 'held') and created_at < ?",
                [stamp(before)],
            )
            cursor = self._db.execute("update usage_events set text = '' where at < ? and text <> ''", [stamp(before)])
            return int(cursor.rowcount)

    def push(self, channel: str, resident: str, address: str, turn: str, body: str) -> None:
        """Puts a message into the outbox; part of the transaction that is open."""
        now = stamp(self._now())
        row = {"channel": channel, "resident": resident, "address": address, "turn": turn, "body": body}
        insert(self._db, "outbox", row | {"state": "pending", "attempts": 0, "next_at": now, "created_at": now})

    def _one(self, sql: str, parameters: list[Any]) -> dict[str, Any] | None:
        return next(iter(self._db.query(sql, parameters)), None)
