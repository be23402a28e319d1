"""Accounts of officers: add, change, disable, reset."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Protocol

from bot.domain.errors import AccountError
from bot.domain.officer import NAME_FORM, Officer, Role, is_officer_name
from bot.domain.text import clean
from bot.services.auditing import Auditing

MIN_PASSWORD_CHARACTERS = 10
MAX_PASSWORD_CHARACTERS = 200
MAX_SHOWN_CHARACTERS = 60
# Without letters and digits that look alike: it is read out or copied from paper.
ONE_TIME_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
ONE_TIME_LENGTH = 14
TERMINAL = "terminal"


class Passwords(Protocol):
    """Slow hashes of passwords."""

    def make_hash(self, password: str) -> str:
        """The hash to keep."""

    def fits(self, password: str, password_hash: str | None) -> bool:
        """Whether a password is the one of a hash; as slow, and False, when there is no hash."""


class OfficerStore(Protocol):
    """What accounts need of the store."""

    def transaction(self) -> AbstractContextManager[object]:
        """Everything inside is kept together or not at all."""

    def officer(self, name: str) -> Officer | None:
        """An account, or None."""

    def officers(self) -> list[Officer]:
        """All accounts by name."""

    def password_hash(self, name: str) -> str | None:
        """The hash of an account's password."""

    def add_officer(self, officer: Officer, password_hash: str) -> bool:
        """Keeps a new account; False when the name is taken."""

    def update_officer(self, officer: Officer) -> None:
        """Keeps everything about an account but its password."""

    def set_password(self, name: str, password_hash: str, *, must_change: bool) -> None:
        """Keeps a new password."""

    def end_sessions(self, name: str) -> None:
        """Signs an officer out everywhere."""

    def forget_failures(self, name: str) -> None:
        """Ends a lockout."""


class Staffing:
    """Manages accounts; every change is audited and one admin always remains."""

    def __init__(
        self,
        store: OfficerStore,
        passwords: Passwords,
        auditing: Auditing,
        new_password: Callable[[], str] | None = None,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._auditing = auditing
        self._new_password = new_password or _one_time_password

    def officers(self) -> list[Officer]:
        """All accounts by name."""
        return self._store.officers()

    def officer(self, name: str) -> Officer:
        """An account. Raises AccountError when there is none."""
        found = self._store.officer(name)
        if found is None:
            raise AccountError("unknown", f"officer: expected the name of an account, got {name!r}")
        return found

    def add(self, officer: Officer, *, by: str, password: str | None = None) -> str:
        """Makes an account; returns its one-time password (or the given one, which then need not be changed).

        Raises:
            AccountError: bad name, name taken, or a password that is too short.
        """
        if not is_officer_name(officer.name):
            raise AccountError("bad_name", f"name: expected {NAME_FORM}, got {officer.name!r}")
        if password is not None:
            check_password(password)
        chosen = password or self._new_password()
        shown = clean(officer.shown_name)[:MAX_SHOWN_CHARACTERS] or officer.name
        made = replace(officer, shown_name=shown, must_change=password is None)
        with self._store.transaction():
            if not self._store.add_officer(made, self._passwords.make_hash(chosen)):
                raise AccountError("name_taken", f"name: expected a free one, got {officer.name!r}, which exists")
            self._auditing.record(by, "officer.added", made.name, after=_described(made))
        return chosen

    def change(self, name: str, *, by: str, role: Role, shown_name: str, department: str) -> None:
        """Changes role, shown name and department. Raises AccountError for an unknown name or the last admin."""
        before = self.officer(name)
        shown = clean(shown_name)[:MAX_SHOWN_CHARACTERS] or before.shown_name
        after = replace(before, role=role, shown_name=shown, department=clean(department)[:MAX_SHOWN_CHARACTERS])
        self._keep("officer.changed", before, after, by)

    def set_active(self, name: str, *, by: str, active: bool) -> None:
        """Disables an account (and signs it out) or enables it again. Raises AccountError as `change`."""
        before = self.officer(name)
        self._keep("officer.enabled" if active else "officer.disabled", before, replace(before, is_active=active), by)

    def reset(self, name: str, *, by: str) -> str:
        """Gives a new one-time password, ends sessions and lockout. Raises AccountError for an unknown name."""
        self.officer(name)
        chosen = self._new_password()
        with self._store.transaction():
            self._store.set_password(name, self._passwords.make_hash(chosen), must_change=True)
            self._store.end_sessions(name)
            self._store.forget_failures(name)
            self._auditing.record(by, "officer.password_reset", name)
        return chosen

    def change_own_password(self, name: str, old: str, new: str) -> None:
        """Sets an officer's own password and signs out every session, this one too.

        Raises:
            AccountError: the old password is wrong, or the new one is too short or the same.
        """
        if not self._passwords.fits(old, self._store.password_hash(name)):
            raise AccountError("wrong_password", "password: expected the present one, got another")
        check_password(new)
        if new == old:
            raise AccountError("same_password", "new password: expected one that differs from the old one")
        with self._store.transaction():
            self._store.set_password(name, self._passwords.make_hash(new), must_change=False)
            self._store.end_sessions(name)
            self._auditing.record(name, "officer.password_changed", name)

    def _keep(self, what: str, before: Officer, after: Officer, by: str) -> None:
        with self._store.transaction():
            others = [
                officer
                for officer in self._store.officers()
                if officer.name != before.name and officer.is_active and officer.role is Role.ADMIN
            ]
            loses_admin = before.role is Role.ADMIN and (after.role is not Role.ADMIN or not after.is_active)
            if loses_admin and before.is_active and not others:
                raise AccountError("last_admin", f"{before.name}: expected another active admin first, got none")
            self._store.update_officer(after)
            if not after.is_active or after.role is not before.role:
                self._store.end_sessions(after.name)
            self._auditing.record(by, what, after.name, before=_described(before), after=_described(after))


def check_password(password: str) -> None:
    """Raises AccountError for a password that is too short or far too long."""
    if not MIN_PASSWORD_CHARACTERS <= len(password) <= MAX_PASSWORD_CHARACTERS:
        raise AccountError(
            "bad_password",
            f"password: expected {MIN_PASSWORD_CHARACTERS} to {MAX_PASSWORD_CHARACTERS} characters, "
            f"got {len(password)}",
        )


def _one_time_password() -> str:
    return "".join(secrets.choice(ONE_TIME_ALPHABET) for _ in range(ONE_TIME_LENGTH))


def _described(officer: Officer) -> dict[str, Any]:
    return {
        "shown_name": officer.shown_name,
        "role": officer.role.value,
        "department": officer.department,
        "is_active": officer.is_active,
    }
