"""What a platform's refusal leads to."""

from __future__ import annotations

from enum import StrEnum

# How long an answer waits between two tries when only a person can end what stops it (ALERT).
WAIT_FOR_PERSON_SECONDS = 600.0


class RefusalEffect(StrEnum):
    """One of six ways to go on after an error code."""

    REFRESH = "refresh"
    """The token is dead: refresh it and try once more."""
    BACK_OFF = "back_off"
    """Passing: try again later and later."""
    HOLD = "hold"
    """The window is closed: keep the answer until the resident writes again."""
    UNREACHABLE = "unreachable"
    """The resident cannot be reached: drop the answer."""
    ALERT = "alert"
    """Only a person can end it: tell the operator, keep the answer and try again now and then."""
    BUG = "bug"
    """We sent something that the platform does not take: log it as an error and give the answer up."""
