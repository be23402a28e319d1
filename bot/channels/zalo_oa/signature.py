"""Whether an event was signed with the Official Account's secret: plain SHA-256 over the raw body, not an HMAC."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

HEADER = "x-zevent-signature"
_MARK = "mac="


def signature(first_term: str, body: bytes, timestamp: str, secret: str) -> str:
    """The hexadecimal signature of a body as it came over the wire."""
    return hashlib.sha256(first_term.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


def is_signed(given: str, body: bytes, event: Mapping[str, Any], first_term: str, secret: str) -> bool:
    """Whether the header fits the body; with or without `mac=`, in upper or lower case."""
    timestamp = event.get("timestamp")
    if type(timestamp) not in (str, int) or not first_term or not secret:
        return False
    text = given.strip().lower().removeprefix(_MARK).strip()
    try:
        expected = signature(first_term, body, str(timestamp), secret)
    except ValueError:  # a lone surrogate in the time stamp, or a number without end
        return False
    return hmac.compare_digest(expected.encode(), text.encode("utf-8", "replace"))
