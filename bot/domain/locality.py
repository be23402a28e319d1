"""Localities: communes and the province that the assistant serves. Places are data, never code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.theme import Theme


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """An old commune that went, whole or in part, into a new one."""

    name: str
    whole: bool
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Hotline:
    """A public telephone number with what it is for."""

    name: str
    number: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Locality:
    """A commune or the province: what it was made from and how to reach its one-stop centre."""

    id: str
    name: str
    kind: str
    verified_on: date
    review_by: date
    province: str | None = None
    made_from: Sequence[FormerUnit] = ()
    greeting: str | None = None
    theme: Theme | None = None
    address: str | None = None
    phone: str | None = None
    hours: str | None = None
    hotlines: Sequence[Hotline] = ()
    people: int | None = None
