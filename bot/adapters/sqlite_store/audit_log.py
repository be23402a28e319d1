"""The audit log in SQLite: rows are only added; triggers refuse everything else."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp
from bot.services.auditing import AuditEntry


class SqliteAuditLog:
    """The port `AuditStore`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def append(self, entry: AuditEntry) -> None:
        """Keeps an entry."""
        with self._db.atomic():
            self._db.execute(
                "insert into audit_log (at, who, what, subject, before, after) values (?, ?, ?, ?, ?, ?)",
                [stamp(entry.at), entry.who, entry.what, entry.subject, _text(entry.before), _text(entry.after)],
            )

    def entries(self, *, before_id: int | None, who: str, what: str, limit: int) -> list[AuditEntry]:
        """Entries, newest first."""
        conditions, values = ["1"], []
        for condition, value in (("id < ?", before_id), ("who = ?", who or None), ("what glob ? || '*'", what or None)):
            if value is not None:
                conditions.append(condition)
                values.append(value)
        rows = self._db.query(
            f"select * from audit_log where {' and '.join(conditions)} order by id desc limit ?",  # noqa: S608
            [*values, limit],
        )
        return [
            AuditEntry(
                who=row["who"],
                at=datetime.fromisoformat(row["at"]),
                what=row["what"],
                subject=row["subject"],
                before=_data(row["before"]),
                after=_data(row["after"]),
                id=row["id"],
            )
            for row in rows
        ]


def _text(data: dict[str, Any] | None) -> str | None:
    return None if data is None else json.dumps(data, ensure_ascii=False, sort_keys=True)


def _data(text: str | None) -> dict[str, Any] | None:
    return None if text is None else dict(json.loads(text))
