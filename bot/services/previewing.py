"""A card as residents would get it on another day, or with another catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from bot.domain.answer import Answer
from bot.domain.aspect import Aspect
from bot.domain.catalogue import Catalogue
from bot.services.composing import Composer
from bot.services.ports import Wording


class _DayClock:
    """Stands at noon of one day."""

    def __init__(self, day: date) -> None:
        self._day = day

    def now(self) -> datetime:
        return datetime.combine(self._day, time(12), UTC)

    def today(self) -> date:
        return self._day


def card_on(catalogue: Catalogue, wording: Wording, topic: str, aspects: Sequence[Aspect], day: date) -> Answer | None:
    """The card of a topic on a day, or None when there is no such topic."""
    found = catalogue.get(topic)
    return Composer(catalogue, wording, _DayClock(day)).card(found, aspects) if found else None
