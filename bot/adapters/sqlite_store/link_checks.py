"""Results of link checks in SQLite."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp
from bot.domain.link_check import LinkCheck, LinkResult


class SqliteLinkChecks:
    """The port `LinkStore`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def save(self, checks: Iterable[LinkCheck]) -> None:
        """Keeps results in place of older ones."""
        with self._db.atomic():
            self._db.table("link_checks").upsert_all(
                (
                    {
                        "url": check.url,
                        "result": check.result.value,
                        "status": check.status,
                        "detail": check.detail,
                        "checked_at": stamp(check.checked_at or datetime.now(UTC)),
                    }
                    for check in checks
                ),
                pk="url",
            )

    def all(self) -> dict[str, LinkCheck]:
        """Newest results by address."""
        return {
            row["url"]: LinkCheck(
                url=row["url"],
                result=LinkResult(row["result"]),
                status=row["status"],
                detail=row["detail"],
                checked_at=datetime.fromisoformat(row["checked_at"]),
            )
            for row in self._db.query("select * from link_checks")
        }
