"""Outcomes: how a turn ended. One list for code, log, console and export."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """How a turn ended for the resident."""

    ANSWERED = "answered"
    CLARIFIED = "clarified"
    UNANSWERED = "unanswered"
    OUT_OF_SCOPE = "out_of_scope"
    SMALLTALK = "smalltalk"
    CASE_STATUS = "case_status"
    REFUSED_PII = "refused_pii"
    EMERGENCY = "emergency"
    ERROR = "error"
