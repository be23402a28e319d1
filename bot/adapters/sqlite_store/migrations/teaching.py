"""What officers propose, trainings that the console started, and checks of links."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("teaching")


@MIGRATIONS()
def create_proposals(db: Database) -> None:
    """Proposals; `edit` is JSON. What is approved is in the knowledge folder, which has its own history."""
    db.table("proposals").create(
        {
            "id": int,
            "kind": str,
            "topic": str,
            "edit": str,
            "reason": str,
            "question": str,
            "proposed_by": str,
            "proposed_at": str,
            "state": str,
            "decided_by": str,
            "decided_at": str,
            "note": str,
            "change": str,
            "model": str,
        },
        pk="id",
        not_null={"kind", "topic", "edit", "reason", "proposed_by", "proposed_at", "state"},
    )
    db.table("proposals").create_index(["state", "id"])
    db.table("proposals").create_index(["question"])
    db.table("proposals").create_index(["topic"])


@MIGRATIONS()
def create_link_checks(db: Database) -> None:
    """The newest result for each official address."""
    db.table("link_checks").create(
        {"url": str, "result": str, "status": int, "detail": str, "checked_at": str},
        pk="url",
        not_null={"result", "checked_at"},
    )


@MIGRATIONS()
def create_teaching_rules(db: Database) -> None:
    """Rules that an administrator sets, such as whether one person may propose and approve."""
    db.table("teaching_rules").create({"name": str, "value": str}, pk="name", not_null={"value"})


@MIGRATIONS()
def index_turns_for_looking(db: Database) -> None:
    """Turns by outcome and by rating."""
    db.table("usage_events").create_index(["outcome"], if_not_exists=True)
    db.table("usage_events").create_index(["helped"], if_not_exists=True)
