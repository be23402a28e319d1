"""Token and webhook of the Zalo Bot."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from bot.channels.examining.finding import Finding, unwell, well
from bot.channels.examining.platform import Platforms, UnreachableError
from bot.channels.zalo_bot.channel import WEBHOOK_PATH
from bot.settings import Settings


def zalo_bot_findings(settings: Settings, platforms: Platforms) -> Iterator[Finding]:
    """Nothing when no token is set."""
    if not settings.zalo_bot_token:
        return
    base = f"{settings.zalo_bot_api_base.rstrip('/')}/bot{settings.zalo_bot_token}"
    try:
        _, me = platforms.ask("Zalo Bot", f"{base}/getMe")
        if me.get("ok") is not True:
            yield unwell(
                "ZALO_BOT_TOKEN",
                f"is rejected by Zalo ({me.get('error_code')}).",
                "copy the token from the Zalo Bot Creator again",
            )
            return
        status, told = platforms.ask("Zalo Bot", f"{base}/getWebhookInfo")
    except UnreachableError as error:
        yield unwell("zalo_bot", f"Zalo {error}.", "check the network and ZALO_BOT_API_BASE")
        return
    yield well("zalo_bot", "the token works")
    result = told.get("result")
    # Without a webhook Zalo answers 404, or an empty address as its documentation says.
    url = str(result.get("url", "")) if isinstance(result, dict) and status != HTTPStatus.NOT_FOUND else ""
    expected = settings.public_url.rstrip("/") + WEBHOOK_PATH if settings.zalo_bot_webhook_secret else ""
    if url == expected:
        yield well("zalo_bot webhook", url or "none, polled")
    else:
        yield unwell(
            "zalo_bot webhook",
            f"is {url or 'not set'}, expected {expected or 'none'}.",
            "start the server, which sets it; if it changes back, another program uses this token",
        )
