"""Accounts and sessions of officers in SQLite."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.adapters.sqlite_store.rows import stamp
from bot.domain.officer import Officer, Role
from bot.services.signing_in import Session

FAILURES_ARE_KEPT = timedelta(days=2)


class SqliteOfficers:
    """The ports `OfficerStore` and `SessionStore`."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = database
        self._now = now

    def transaction(self) -> AbstractContextManager[object]:
        """Everything inside is kept together or not at all."""
        atomic: AbstractContextManager[object] = self._db.atomic()
        return atomic

    def officer(self, name: str) -> Officer | None:
        """An account, or None."""
        row = self._one("select * from officers where name = ?", [name])
        return officer_of(row) if row else None

    def officers(self) -> list[Officer]:
        """All accounts by name."""
        return [officer_of(row) for row in self._db.query("select * from officers order by name")]

    def password_hash(self, name: str) -> str | None:
        """The hash of an account's password."""
        row = self._one("select password_hash from officers where name = ?", [name])
        return str(row["password_hash"]) if row else None

    def add_officer(self, officer: Officer, password_hash: str) -> bool:
        """Keeps a new account; False when the name is taken."""
        with self._db.atomic():
            cursor = self._db.execute(
                "insert or ignore into officers (name, shown_name, role, department, is_active, must_change,"
                " password_hash, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    officer.name, officer.shown_name, officer.role.value, officer.department, int(officer.is_active),
                    int(officer.must_change), password_hash, stamp(self._now()),
                ],
            )  # fmt: skip
            return bool(cursor.rowcount == 1)

    def update_officer(self, officer: Officer) -> None:
        """Keeps everything about an account but its password."""
        with self._db.atomic():
            self._db.execute(
                "update officers set shown_name = ?, role = ?, department = ?, is_active = ? where name = ?",
                [officer.shown_name, officer.role.value, officer.department, int(officer.is_active), officer.name],
            )

    def set_password(self, name: str, password_hash: str, *, must_change: bool) -> None:
        """Keeps a new password."""
        with self._db.atomic():
            self._db.execute(
                "update officers set password_hash = ?, must_change = ? where name = ?",
                [password_hash, int(must_change), name],
            )

    def end_sessions(self, name: str) -> None:
        """Signs an officer out everywhere."""
        with self._db.atomic():
            self._db.execute("delete from officer_sessions where officer = ?", [name])

    def add_session(self, key: str, name: str, form_token: str, at: datetime) -> None:
        """Keeps a new session."""
        with self._db.atomic():
            self._db.execute(
                "insert into officer_sessions (key, officer, form_token, started_at, seen_at, flashes)"
                " values (?, ?, ?, ?, ?, '[]')",
                [key, name, form_token, stamp(at), stamp(at)],
            )
            self._db.execute("update officers set last_seen_at = ? where name = ?", [stamp(at), name])

    def session(self, key: str) -> Session | None:
        """A session with its officer, or None."""
        row = self._one(
            "select s.key, s.form_token, s.started_at, s.seen_at, s.flashes, o.*"
            " from officer_sessions s join officers o on o.name = s.officer where s.key = ?",
            [key],
        )
        if row is None:
            return None
        return Session(
            key=row["key"],
            officer=officer_of(row),
            form_token=row["form_token"],
            started_at=datetime.fromisoformat(row["started_at"]),
            seen_at=datetime.fromisoformat(row["seen_at"]),
            flashes=tuple(json.loads(row["flashes"])),
        )

    def touch_session(self, key: str, at: datetime) -> None:
        """Notes when a session was used."""
        with self._db.atomic():
            self._db.execute("update officer_sessions set seen_at = ? where key = ?", [stamp(at), key])

    def set_flashes(self, key: str, flashes: tuple[dict[str, Any], ...]) -> None:
        """Keeps the messages for the next page."""
        with self._db.atomic():
            body = json.dumps(flashes, ensure_ascii=False)
            self._db.execute("update officer_sessions set flashes = ? where key = ?", [body, key])

    def end_session(self, key: str) -> None:
        """Forgets a session."""
        with self._db.atomic():
            self._db.execute("delete from officer_sessions where key = ?", [key])

    def add_failure(self, name: str, address: str, at: datetime) -> None:
        """Keeps a failed attempt, and forgets those of days ago."""
        with self._db.atomic():
            self._db.execute("delete from login_failures where at < ?", [stamp(at - FAILURES_ARE_KEPT)])
            self._db.execute(
                "insert into login_failures (name, address, at) values (?, ?, ?)", [name, address, stamp(at)]
            )

    def failures(self, *, name: str = "", address: str = "", since: datetime) -> int:
        """Failed attempts since a moment, by name or by address."""
        column, value = ("name", name) if name else ("address", address)
        row = self._one(
            f"select count(*) as found from login_failures where {column} = ? and at >= ?",  # noqa: S608
            [value, stamp(since)],
        )
        return int(row["found"]) if row else 0

    def forget_failures(self, name: str) -> None:
        """Ends a lockout."""
        with self._db.atomic():
            self._db.execute("delete from login_failures where name = ?", [name])

    def _one(self, sql: str, parameters: list[Any]) -> dict[str, Any] | None:
        return next(iter(self._db.query(sql, parameters)), None)


def officer_of(row: Mapping[str, Any]) -> Officer:
    """The account of a row."""
    return Officer(
        name=row["name"],
        shown_name=row["shown_name"],
        role=Role(row["role"]),
        department=row["department"],
        is_active=bool(row["is_active"]),
        must_change=bool(row["must_change"]),
        last_seen_at=datetime.fromisoformat(row["last_seen_at"]) if row["last_seen_at"] else None,
    )
