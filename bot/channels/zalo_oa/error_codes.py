"""Every error code of the Official Account's API, and what is done about it. They arrive with HTTP 200."""

from __future__ import annotations

from bot.channels.refusal_effect import RefusalEffect

# Code -> (effect, Zalo's own text). An unknown code backs off.
ERROR_CODES: dict[int, tuple[RefusalEffect, str]] = {
    -32: (RefusalEffect.BACK_OFF, "app or OA reached the limit of API calls"),
    -100: (RefusalEffect.BUG, "attachment_id was expired"),
    -124: (RefusalEffect.REFRESH, "access token is invalid"),
    -200: (RefusalEffect.BACK_OFF, "send message failed"),
    -201: (RefusalEffect.BUG, "a field is invalid"),
    -204: (RefusalEffect.ALERT, "Official Account is disabled"),
    -205: (RefusalEffect.ALERT, "Official Account does not exist"),
    -209: (RefusalEffect.ALERT, "API not supported: the app is not activated"),
    -210: (RefusalEffect.BUG, "parameter exceeds the allowable limit"),
    -211: (RefusalEffect.ALERT, "out of quota"),
    -212: (RefusalEffect.ALERT, "app has not registered this API"),
    -213: (RefusalEffect.UNREACHABLE, "user has not followed the OA"),
    -216: (RefusalEffect.REFRESH, "access token is invalid"),
    -217: (RefusalEffect.UNREACHABLE, "user has blocked invitations"),
    -218: (RefusalEffect.UNREACHABLE, "user's quota of received messages is used up"),
    -219: (RefusalEffect.ALERT, "app is removed or disabled"),
    -220: (RefusalEffect.REFRESH, "access_token is expired or removed"),
    -221: (RefusalEffect.ALERT, "OA needs to be verified"),
    -223: (RefusalEffect.ALERT, "app is not authorized for this API"),
    -224: (RefusalEffect.ALERT, "OA needs a higher tier"),
    -227: (RefusalEffect.UNREACHABLE, "user is banned or inactive for more than 45 days"),
    -230: (RefusalEffect.HOLD, "no interaction in the past 7 days"),
    -232: (RefusalEffect.HOLD, "interaction expired"),
    -233: (RefusalEffect.BUG, "message type is invalid"),
    -234: (RefusalEffect.BACK_OFF, "cannot be sent at night"),
    -240: (RefusalEffect.BUG, "message API v2 is shut down"),
    -242: (RefusalEffect.ALERT, "invalid appsecret_proof"),
    -244: (RefusalEffect.UNREACHABLE, "user has restricted this message type"),
    -248: (RefusalEffect.BUG, "message violates the platform's standards"),
    -249: (RefusalEffect.BUG, "template cannot be sent by user id"),
    -320: (RefusalEffect.ALERT, "Zalo Cloud Account is missing"),
    -321: (RefusalEffect.ALERT, "Zalo Cloud Account is out of money"),
}


def effect_of(code: int) -> RefusalEffect:
    """What a code leads to."""
    return ERROR_CODES[code][0] if code in ERROR_CODES else RefusalEffect.BACK_OFF
