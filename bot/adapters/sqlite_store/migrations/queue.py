"""The officers' queue: items that questions are heaped into, drafts, notices, switches."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("queue")


@MIGRATIONS()
def create_items(db: Database) -> None:
    """One row a matter; the counts are kept beside it so that lists stay quick."""
    db.table("items").create(
        {
            "id": int,
            "text": str,
            "state": str,
            "is_open": int,
            "reason": str,
            "residents": int,
            "questions": int,
            "waiting": int,
            "first_at": str,
            "last_at": str,
            "due_at": str,
            "version": int,
            "owner": str,
            "department": str,
            "channels": str,
            "topics": str,
            "reply": str,
            "replied_by": str,
            "replied_at": str,
            "approved_by": str,
            "approved_at": str,
            "merged_into": int,
        },
        pk="id",
        not_null={"text", "state", "is_open", "reason", "residents", "questions", "waiting", "first_at", "last_at",
                  "due_at", "version", "department", "channels", "topics"},
        defaults={"version": 1, "department": ""},
    )  # fmt: skip
    for columns in (
        ["is_open", "last_at"], ["is_open", "residents"], ["is_open", "due_at"],
        ["state", "last_at"], ["state", "residents"], ["state", "due_at"], ["owner", "is_open"],
    ):  # fmt: skip
        db.table("items").create_index(columns)
    db.execute("create virtual table item_search using fts5(text, tokenize = 'unicode61')")


@MIGRATIONS()
def link_questions_to_items(db: Database) -> None:
    """Questions know their item; a silent one was never asked to an officer, so nobody waits for its reply."""
    db.table("questions").add_column("item", int)
    db.table("questions").add_column("is_silent", int, not_null_default=0)
    db.table("questions").create_index(["item", "asked_at"])
    db.table("questions").create_index(["item", "code"])
    db.table("questions").create_index(["item", "resident"])
    db.table("questions").create_index(["turn"], if_not_exists=True)
    db.execute("create index questions_without_item on questions (asked_at, code) where item is null")


@MIGRATIONS()
def mark_events_that_were_looked_at(db: Database) -> None:
    """Answers that did not help and choices that nobody made come into the queue once."""
    db.table("usage_events").add_column("queued", int)
    db.execute("create index events_not_helped on usage_events (at) where helped = 0 and queued is null")
    db.execute("create index events_asked_back on usage_events (at) where outcome = 'clarified' and queued is null")
    db.execute("create index events_long_tail on usage_events (at) where reason = 'long_tail' and queued is null")


@MIGRATIONS()
def create_drafts(db: Database) -> None:
    """What officers are writing."""
    db.table("drafts").create(
        {"item": int, "officer": str, "text": str, "topic": str, "link": str, "saved_at": str},
        pk=("item", "officer"),
        not_null={"text", "topic", "link", "saved_at"},
    )


@MIGRATIONS()
def create_announcements(db: Database) -> None:
    """Notices to residents, switches that turn a channel off, and settings that an admin edits."""
    db.table("notices").create(
        {"id": int, "text": str, "starts_at": str, "ends_at": str, "made_by": str},
        pk="id",
        not_null={"text", "starts_at", "ends_at", "made_by"},
    )
    db.table("notices_told").create({"notice": int, "resident": str}, pk=("notice", "resident"))
    db.table("notices_told").create_index(["resident"])
    db.table("switches").create(
        {"channel": str, "reason": str, "message": str, "since": str, "officer": str},
        pk="channel",
        not_null={"reason", "message", "since", "officer"},
    )
    db.table("desk_settings").create({"name": str, "value": str}, pk="name", not_null={"value"})


@MIGRATIONS()
def create_officer_links(db: Database) -> None:
    """Which messenger account is which officer: codes as hashes, accounts as keyed hashes."""
    db.table("officer_link_codes").create({"code": str, "officer": str, "expires_at": str}, pk="code")
    db.table("officer_accounts").create({"account": str, "officer": str}, pk="account", not_null={"officer"})
    db.table("officer_accounts").create_index(["officer"])
    db.table("items").add_column("told_new", int, not_null_default=0)
    db.table("items").add_column("told_late_at", str)
    db.execute("create index items_to_tell on items (first_at) where is_open = 1 and told_new = 0")


@MIGRATIONS()
def keep_why_items_were_dismissed(db: Database) -> None:
    """The officer's reason for closing an item without an answer."""
    db.table("items").add_column("dismissal", str)
