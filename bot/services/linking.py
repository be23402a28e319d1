"""Links an officer's messenger account to the officer's account of the console, by a one-time code."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.officer import Officer
from bot.domain.question import CODE_ALPHABET
from bot.services.auditing import Auditing
from bot.services.ports import Clock

CODE_LENGTH = 10
VALID = timedelta(minutes=15)
_CODE = re.compile(rf"\bLK-([{CODE_ALPHABET}]{{{CODE_LENGTH}}})\b", re.IGNORECASE)


class LinkStore(Protocol):
    """What linking needs of the store."""

    def officer(self, name: str) -> Officer | None:
        """An account, or None."""

    def add_link_code(self, code_hash: str, officer: str, expires_at: datetime) -> None:
        """Keeps a code; the officer's earlier codes end."""

    def take_link_code(self, code_hash: str, now: datetime) -> str | None:
        """The officer of a code that is still valid; the code ends."""

    def link(self, account: str, officer: str) -> None:
        """Links a messenger account."""

    def unlink(self, officer: str) -> int:
        """Cuts every link of an officer; returns how many there were."""

    def linked(self, account: str) -> str | None:
        """The officer of a messenger account."""

    def links(self, officer: str) -> int:
        """Number of messenger accounts of an officer."""


class Linking:
    """Codes are single-use and short-lived; accounts are kept as keyed hashes."""

    def __init__(self, store: LinkStore, auditing: Auditing, clock: Clock) -> None:
        self._store = store
        self._auditing = auditing
        self._clock = clock

    def new_code(self, officer: str) -> str:
        """A code that the officer sends to the bot."""
        letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        self._store.add_link_code(_hash(letters), officer, self._clock.now() + VALID)
        return f"LK-{letters}"

    def link(self, text: str, account: str) -> Officer | None:
        """Links an account by the code in a message; None for a wrong, used or old one."""
        match = _CODE.search(text)
        name = self._store.take_link_code(_hash(match.group(1).upper()), self._clock.now()) if match else None
        officer = self._store.officer(name) if name else None
        if officer is None or not officer.is_active:
            return None
        self._store.link(account, officer.name)
        self._auditing.record(officer.name, "officer.linked", officer.name)
        return officer

    def unlink(self, officer: str) -> None:
        """Cuts every link of an officer."""
        if self._store.unlink(officer):
            self._auditing.record(officer, "officer.unlinked", officer)

    def officer_of(self, account: str) -> Officer | None:
        """The active officer of a messenger account, or None."""
        name = self._store.linked(account)
        officer = self._store.officer(name) if name else None
        return officer if officer and officer.is_active else None

    def links(self, officer: str) -> int:
        """Number of messenger accounts of an officer."""
        return self._store.links(officer)


def _hash(letters: str) -> str:
    return hashlib.sha256(letters.encode()).hexdigest()
