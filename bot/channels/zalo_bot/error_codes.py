"""Every error code of the Zalo Bot's API, and what is done about it."""

from __future__ import annotations

from bot.channels.refusal_effect import RefusalEffect

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, IDLE, QUOTA = 400, 401, 403, 404, 408, 429

# Code -> (effect, Zalo's own text). An unknown code backs off. FORBIDDEN can be changed by an assumption.
ERROR_CODES: dict[int, tuple[RefusalEffect, str]] = {
    BAD_REQUEST: (RefusalEffect.BUG, "bad request or wrong method"),
    UNAUTHORIZED: (RefusalEffect.ALERT, "the token is wrong"),
    FORBIDDEN: (RefusalEffect.BACK_OFF, "internal server error"),
    NOT_FOUND: (RefusalEffect.BUG, "not found"),
    IDLE: (RefusalEffect.BACK_OFF, "request timeout"),
    QUOTA: (RefusalEffect.BACK_OFF, "quota exceeded"),
}


def effect_of(code: int) -> RefusalEffect:
    """What a code leads to."""
    return ERROR_CODES[code][0] if code in ERROR_CODES else RefusalEffect.BACK_OFF
