"""The numbers that the definitions of the indicators fix, and what is left out; hours are in the working calendar."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE = "*"  # stands for all communes together
UNKNOWN = ""  # a turn without commune, topic or reason


@dataclass(frozen=True, slots=True)
class CountingRules:
    """What `data/indicators.yml` says under `rules`.

    Attributes:
        test_channels: chats of officers and developers, never counted.
        resolved_minutes: a question that was asked back is resolved by an answer within this time.
        repeated_days: how far back the same question of the same resident is a repetition.
        returning_days: number of days of use that make a returning resident.
        digest: changes whenever the rules do, so that everything is computed again.
    """

    test_channels: tuple[str, ...]
    resolved_minutes: int
    repeated_days: int
    returning_days: int
    digest: str = ""
