"""An officer: name, role and whether the account may be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NAME_FORM = "2 to 32 of a-z, 0-9, dot, dash, underscore"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


class Role(StrEnum):
    """What an officer may do; each role may do what the ones before it may."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    ADMIN = "admin"

    def covers(self, least: Role) -> bool:
        """Whether this role is enough where `least` is asked for."""
        ranks = tuple(Role)
        return ranks.index(self) >= ranks.index(least)


@dataclass(frozen=True, slots=True)
class Officer:
    """An account without its secrets.

    Attributes:
        name: what is typed at login and kept in records.
        shown_name: how colleagues call the officer.
        must_change: whether the password is a one-time password.
    """

    name: str
    shown_name: str
    role: Role
    department: str = ""
    is_active: bool = True
    must_change: bool = False
    last_seen_at: datetime | None = None


def is_officer_name(name: str) -> bool:
    """Whether a name has the form of a login name."""
    return _NAME.fullmatch(name) is not None
