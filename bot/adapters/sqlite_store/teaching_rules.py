"""Rules of teaching that an administrator sets."""

from __future__ import annotations

from sqlite_utils import Database

ONE_PERSON = "one_person"


class SqliteTeachingRules:
    """Whether one person may propose and approve; no, unless an administrator says so."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def one_person(self) -> bool:
        """Whether the same person may approve."""
        rows = self._db.query("select value from teaching_rules where name = ?", [ONE_PERSON])
        return next(iter(rows), {"value": "no"})["value"] == "yes"

    def set_one_person(self, allowed: bool) -> None:
        """Lets the same person approve, or not."""
        with self._db.atomic():
            row = {"name": ONE_PERSON, "value": "yes" if allowed else "no"}
            self._db.table("teaching_rules").upsert(row, pk="name")
