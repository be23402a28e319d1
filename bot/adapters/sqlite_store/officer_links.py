"""Links of officers to messenger accounts in SQLite."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.adapters.sqlite_store.officers import SqliteOfficers
from bot.adapters.sqlite_store.rows import stamp
from bot.domain.officer import Officer


class SqliteOfficerLinks:
    """The port `LinkStore`."""

    def __init__(self, database: Database, officers: SqliteOfficers) -> None:
        self._db = database
        self._officers = officers

    def officer(self, name: str) -> Officer | None:
        """An account, or None."""
        return self._officers.officer(name)

    def add_link_code(self, code_hash: str, officer: str, expires_at: datetime) -> None:
        """Keeps a code; the officer's earlier codes end."""
        with self._db.atomic():
            self._db.execute("delete from officer_link_codes where officer = ?", [officer])
            self._db.execute(
                "insert into officer_link_codes (code, officer, expires_at) values (?, ?, ?)",
                [code_hash, officer, stamp(expires_at)],
            )

    def take_link_code(self, code_hash: str, now: datetime) -> str | None:
        """The officer of a code that is still valid; the code ends."""
        with self._db.atomic():
            row = self._one(
                "select officer from officer_link_codes where code = ? and expires_at > ?", [code_hash, stamp(now)]
            )
            self._db.execute("delete from officer_link_codes where code = ?", [code_hash])
        return str(row["officer"]) if row else None

    def link(self, account: str, officer: str) -> None:
        """Links a messenger account."""
        with self._db.atomic():
            self._db.execute(
                "insert or replace into officer_accounts (account, officer) values (?, ?)", [account, officer]
            )

    def unlink(self, officer: str) -> int:
        """Cuts every link of an officer; returns how many there were."""
        with self._db.atomic():
            return int(self._db.execute("delete from officer_accounts where officer = ?", [officer]).rowcount)

    def linked(self, account: str) -> str | None:
        """The officer of a messenger account."""
        row = self._one("select officer from officer_accounts where account = ?", [account])
        return str(row["officer"]) if row else None

    def links(self, officer: str) -> int:
        """Number of messenger accounts of an officer."""
        row = self._one("select count(*) as found from officer_accounts where officer = ?", [officer])
        return int(row["found"]) if row else 0

    def _one(self, sql: str, parameters: list[Any]) -> dict[str, Any] | None:
        return next(iter(self._db.query(sql, parameters)), None)
