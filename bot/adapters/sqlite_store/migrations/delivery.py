"""What delivery needs to know: kinds of messages, parts that have left, replies that wait for the resident."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("delivery")


@MIGRATIONS()
def add_kind_of_message(db: Database) -> None:
    """What was sent, whether others read along, and its place in the channel's own order."""
    db.table("inbox").add_column("kind", str, not_null_default="text")
    db.table("inbox").add_column("in_group", int, not_null_default=0)
    db.table("inbox").add_column("sequence", int, not_null_default=0)


@MIGRATIONS()
def add_parts_and_holding(db: Database) -> None:
    """Parts that the platform took, whether the last of them is in doubt, and when a reply began to be held."""
    db.table("outbox").add_column("parts", int, not_null_default=0)
    db.table("outbox").add_column("in_doubt", int, not_null_default=0)
    db.table("outbox").add_column("held_at", str)
