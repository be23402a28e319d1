"""Messages in, answers out, usage, questions and conversations."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("troly")


@MIGRATIONS()
def create_inbox(db: Database) -> None:
    """Incoming messages; text and address are wiped once the answer is recorded."""
    db.table("inbox").create(
        {
            "channel": str,
            "update_id": str,
            "resident": str,
            "address": str,
            "text": str,
            "payload": str,
            "locality": str,
            "pushed": int,
            "received_at": str,
            "state": str,
            "answer": str,
        },
        pk=("channel", "update_id"),
        not_null={"resident", "received_at", "state"},
    )
    db.table("inbox").create_index(["state", "received_at"])
    db.table("inbox").create_index(["resident"])


@MIGRATIONS()
def create_outbox(db: Database) -> None:
    """Answers on their way to a messenger."""
    db.table("outbox").create(
        {
            "id": int,
            "channel": str,
            "resident": str,
            "address": str,
            "turn": str,
            "body": str,
            "state": str,
            "attempts": int,
            "next_at": str,
            "error": str,
            "created_at": str,
            "sent_at": str,
        },
        pk="id",
        not_null={"channel", "body", "state", "attempts", "created_at"},
    )
    db.table("outbox").create_index(["state", "next_at"])
    db.table("outbox").create_index(["resident"])


@MIGRATIONS()
def create_usage_events(db: Database) -> None:
    """One row a turn; the source of the indicator. Times are UTC in ISO 8601."""
    db.table("usage_events").create(
        {
            "turn": str,
            "at": str,
            "channel": str,
            "resident": str,
            "locality": str,
            "outcome": str,
            "topics": str,
            "aspects": str,
            "confidence": float,
            "candidates": str,
            "reason": str,
            "latency_ms": float,
            "text": str,
            "model": str,
            "helped": int,
        },
        pk="turn",
        not_null={"at", "channel", "outcome"},
    )
    db.table("usage_events").create_index(["at"])
    db.table("usage_events").create_index(["resident", "at"])


@MIGRATIONS()
def create_questions(db: Database) -> None:
    """Questions for officers; `address` stays until the reply is delivered or the resident asks to be erased."""
    db.table("questions").create(
        {
            "code": str,
            "channel": str,
            "resident": str,
            "address": str,
            "pushed": int,
            "text": str,
            "reason": str,
            "state": str,
            "asked_at": str,
            "reply": str,
            "replied_by": str,
            "replied_at": str,
            "turn": str,
        },
        pk="code",
        not_null={"channel", "text", "state", "asked_at"},
    )
    db.table("questions").create_index(["state", "asked_at"])
    db.table("questions").create_index(["resident"])


@MIGRATIONS()
def create_trackers(db: Database) -> None:
    """The dialogue engine's conversations: the last events of each, as JSON."""
    db.table("trackers").create(
        {"sender": str, "events": str, "updated_at": str}, pk="sender", not_null={"events", "updated_at"}
    )
