"""Officers, their sessions and the audit log."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("officers")


@MIGRATIONS()
def create_officers(db: Database) -> None:
    """Accounts; the password only as an Argon2 hash."""
    db.table("officers").create(
        {
            "name": str,
            "shown_name": str,
            "role": str,
            "department": str,
            "is_active": int,
            "must_change": int,
            "password_hash": str,
            "created_at": str,
            "last_seen_at": str,
        },
        pk="name",
        not_null={"shown_name", "role", "department", "is_active", "must_change", "password_hash", "created_at"},
    )


@MIGRATIONS()
def create_officer_sessions(db: Database) -> None:
    """Signed-in browsers; `key` is a hash of the token."""
    db.table("officer_sessions").create(
        {"key": str, "officer": str, "form_token": str, "started_at": str, "seen_at": str, "flashes": str},
        pk="key",
        not_null={"officer", "form_token", "started_at", "seen_at", "flashes"},
    )
    db.table("officer_sessions").create_index(["officer"])
    db.table("login_failures").create({"id": int, "name": str, "address": str, "at": str}, pk="id")
    db.table("login_failures").create_index(["name", "at"])
    db.table("login_failures").create_index(["address", "at"])


@MIGRATIONS()
def create_audit_log(db: Database) -> None:
    """Changes by officers; rows are only ever added."""
    db.table("audit_log").create(
        {"id": int, "at": str, "who": str, "what": str, "subject": str, "before": str, "after": str},
        pk="id",
        not_null={"at", "who", "what", "subject"},
    )
    db.table("audit_log").create_index(["who", "id"])
    db.table("audit_log").create_index(["what", "id"])
    for event in ("update", "delete"):
        db.execute(
            f"create trigger audit_log_no_{event} before {event} on audit_log"
            " begin select raise(abort, 'the audit log is only added to'); end"
        )
