"""Signing in and staying signed in: lockout, sessions kept by the server, tokens against forged forms."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.domain.errors import AccountError
from bot.domain.officer import Officer
from bot.services.auditing import Auditing
from bot.services.ports import Clock
from bot.services.staffing import MAX_PASSWORD_CHARACTERS, Passwords

FAILURES_OF_A_NAME = 5
FAILURES_OF_AN_ADDRESS = 30
LOCKOUT = timedelta(minutes=15)
IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)
MAX_FLASHES = 5


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    key: str
    officer: Officer
    form_token: str
    started_at: datetime
    seen_at: datetime
    flashes: tuple[dict[str, Any], ...] = ()


class SessionStore(Protocol):
    """What signing in needs of the store."""

    def officer(self, name: str) -> Officer | None:
        """An account, or None."""

    def password_hash(self, name: str) -> str | None:
        """The hash of an account's password."""

    def add_session(self, key: str, name: str, form_token: str, at: datetime) -> None:
        """Keeps a new session."""

    def session(self, key: str) -> Session | None:
        """A session with its officer, or None."""

    def touch_session(self, key: str, at: datetime) -> None:
        """Notes when a session was used."""

    def set_flashes(self, key: str, flashes: tuple[dict[str, Any], ...]) -> None:
        """Keeps the messages for the next page."""

    def end_session(self, key: str) -> None:
        """Forgets a session."""

    def add_failure(self, name: str, address: str, at: datetime) -> None:
        """Keeps a failed attempt, and forgets those of days ago."""

    def failures(self, *, name: str = "", address: str = "", since: datetime) -> int:
        """Failed attempts since a moment, by name or by address."""

    def forget_failures(self, name: str) -> None:
        """Ends a lockout."""


class SigningIn:
    """Checks names and passwords, and recognises signed-in browsers."""

    def __init__(self, store: SessionStore, passwords: Passwords, auditing: Auditing, clock: Clock) -> None:
        self._store = store
        self._passwords = passwords
        self._auditing = auditing
        self._clock = clock

    async def sign_in(self, name: str, password: str, address: str) -> str:
        """Starts a session under a new id and returns its token, the only copy.

        Raises:
            AccountError: `locked` after too many failures, `refused` for every other reason alike.
        """
        name = name.strip().lower()[:64]
        await self._attempt(name, password, address)
        token = secrets.token_urlsafe(32)
        self._store.add_session(key_of(token), name, secrets.token_urlsafe(24), self._clock.now())
        self._auditing.record(name, "session.started", name)
        return token

    async def confirm(self, session: Session, password: str, address: str) -> None:
        """Checks the password of somebody who is signed in; guessing here locks the name as at the login.

        Raises:
            AccountError: `locked` after too many failures, `wrong_password` for another password.
        """
        try:
            await self._attempt(session.officer.name, password, address)
        except AccountError as error:
            if error.key == "locked":
                raise
            raise AccountError("wrong_password", "password: expected the present one, got another") from error

    async def _attempt(self, name: str, password: str, address: str) -> None:
        now = self._clock.now()
        since = now - LOCKOUT
        if (
            self._store.failures(name=name, since=since) >= FAILURES_OF_A_NAME
            or self._store.failures(address=address, since=since) >= FAILURES_OF_AN_ADDRESS
        ):
            raise AccountError("locked", "login: expected an attempt after the lockout, got one during it")
        # Counted before the slow check, so that many attempts at the same time do not all get one.
        self._store.add_failure(name, address, now)
        officer, kept = self._store.officer(name), self._store.password_hash(name)
        fits = await asyncio.to_thread(self._passwords.fits, password[: MAX_PASSWORD_CHARACTERS + 1], kept)
        if officer is None or not officer.is_active or not fits:
            if officer and self._store.failures(name=name, since=since) == FAILURES_OF_A_NAME:
                self._auditing.record(name, "session.locked_out", name)
            raise AccountError("refused", "login: expected a name and its password, got others")
        self._store.forget_failures(name)

    def find(self, token: str) -> Session | None:
        """The session of a token, or None when it is unknown, idle for long, too old or its account is disabled."""
        session = self._store.session(key_of(token)) if token else None
        if session is None:
            return None
        now = self._clock.now()
        if not session.officer.is_active or now - session.seen_at > IDLE or now - session.started_at > LONGEST:
            self._store.end_session(session.key)
            return None
        if now - session.seen_at > TOUCH_EVERY:
            self._store.touch_session(session.key, now)
        return session

    def sign_out(self, session: Session) -> None:
        """Ends a session."""
        self._store.end_session(session.key)
        self._auditing.record(session.officer.name, "session.ended", session.officer.name)

    def flash(self, session: Session, message: dict[str, Any]) -> None:
        """Keeps a message for the officer's next page."""
        current = self._store.session(session.key)
        kept = current.flashes if current else ()
        self._store.set_flashes(session.key, (*kept, message)[-MAX_FLASHES:])

    def take_flashes(self, session: Session) -> tuple[dict[str, Any], ...]:
        """The messages that wait, each once."""
        if session.flashes:
            self._store.set_flashes(session.key, ())
        return session.flashes


def key_of(token: str) -> str:
    """What the store keeps of a token: a copy of the database signs nobody in."""
    return hashlib.sha256(token.encode()).hexdigest()
