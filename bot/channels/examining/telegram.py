"""Token and webhook of the Telegram bot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.channels.examining.finding import Finding, unwell, well
from bot.channels.examining.platform import Platforms, UnreachableError
from bot.channels.telegram.webhook import WEBHOOK_PATH
from bot.settings import Settings

MANY_WAITING = 100


def telegram_findings(settings: Settings, platforms: Platforms) -> Iterator[Finding]:
    """Nothing when no token is set."""
    if not settings.telegram_token:
        return
    base = f"{settings.telegram_api_base}{settings.telegram_token}"
    try:
        _, me = platforms.ask("Telegram", f"{base}/getMe")
        if not me.get("ok"):
            yield unwell(
                "TELEGRAM_BOT_TOKEN",
                f"is rejected by Telegram ({me.get('error_code')}).",
                "copy the token from @BotFather again",
            )
            return
        _, told = platforms.ask("Telegram", f"{base}/getWebhookInfo")
    except UnreachableError as error:
        yield unwell("telegram", f"Telegram {error}.", "check the network and TELEGRAM_API_BASE")
        return
    yield well("telegram", f"the token is that of @{_object(me).get('username')}")
    yield from _webhook(settings, _object(told))


def _webhook(settings: Settings, webhook: dict[str, Any]) -> Iterator[Finding]:
    url, waiting = str(webhook.get("url", "")), int(webhook.get("pending_update_count", 0))
    if not settings.telegram_webhook_secret:
        if url:
            yield unwell(
                "telegram webhook",
                f"is set to {url}, but TELEGRAM_WEBHOOK_SECRET is empty: the server would remove it and poll.",
                "set the secret, or stop the other program that uses this token",
            )
    elif url != settings.public_url.rstrip("/") + WEBHOOK_PATH:
        yield unwell(
            "telegram webhook",
            f"is {url or 'not set'}, expected {settings.public_url.rstrip('/')}{WEBHOOK_PATH}.",
            "start the server, which sets it; if it changes back, another program uses this token",
        )
    else:
        yield well("telegram webhook", url)
    if webhook.get("last_error_message"):
        yield unwell(
            "telegram webhook",
            f"Telegram's last delivery failed: {webhook['last_error_message']}.",
            "docs/runbooks/telegram-webhook.md",
        )
    if waiting > MANY_WAITING:
        yield unwell("telegram", f"{waiting} updates wait at Telegram.", "start the server and look at its log")


def _object(answer: dict[str, Any]) -> dict[str, Any]:
    result = answer.get("result")
    return result if isinstance(result, dict) else {}
