"""The numbers that the definitions of the indicators fix: office hours, time for a reply, what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

WHOLE = "*"  # stands for all communes together
UNKNOWN = ""  # a turn without commune, topic or reason


@dataclass(frozen=True, slots=True)
class CountingRules:
    """What `data/indicators.yml` says under `rules`.

    Attributes:
        test_channels: chats of officers and developers, never counted.
        office_hours: minutes of the day, from and up to, on working days.
        working_days: 0 is Monday.
        reply_hours: an officer's reply within this time is in time.
        resolved_minutes: a question that was asked back is resolved by an answer within this time.
        repeated_days: how far back the same question of the same resident is a repetition.
        returning_days: number of days of use that make a returning resident.
        digest: changes whenever the rules do, so that everything is computed again.
    """

    test_channels: tuple[str, ...]
    office_hours: tuple[tuple[int, int], ...]
    working_days: tuple[int, ...]
    reply_hours: int
    resolved_minutes: int
    repeated_days: int
    returning_days: int
    digest: str = ""

    def works_on(self, day: date) -> bool:
        """Whether the office is open at all on a day of the week."""
        return day.weekday() in self.working_days
