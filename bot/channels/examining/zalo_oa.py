"""Tokens of the Zalo Official Account. The refresh token works once, so it is never tried here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.adapters.sqlite_store.database import open_for_reading
from bot.adapters.sqlite_store.zalo_tokens import SqliteZaloTokens, TokenPair
from bot.channels.examining.finding import Finding, unwell, well
from bot.channels.examining.platform import Platforms, UnreachableError
from bot.channels.zalo_oa.error_codes import ERROR_CODES
from bot.domain.errors import StoreError
from bot.settings import Settings

ACCOUNT_PATH = "/v2.0/oa/getoa"
RUNBOOK = "docs/runbooks/connect-zalo.md"


def zalo_oa_findings(settings: Settings, platforms: Platforms) -> Iterator[Finding]:
    """Nothing when no app is set."""
    if not settings.zalo_oa_app_id:
        return
    pair = _pair(settings)
    if pair is None or not pair.access:
        if settings.zalo_oa_refresh_token:
            yield well("zalo_oa", "no token fetched yet; the server does so at its start")
        else:
            yield unwell("ZALO_OA_REFRESH_TOKEN", "is empty and the database holds no token.", RUNBOOK)
        return
    if pair.refused:
        yield unwell("ZALO_OA_REFRESH_TOKEN", f"is refused by Zalo ({pair.refused}).", f"{RUNBOOK}, section Tokens")
    if pair.expires_at < datetime.now(UTC):
        yield unwell("zalo_oa", f"the access token expired at {pair.expires_at:%Y-%m-%d %H:%M}.", "start the server")
        return
    try:
        _, data = platforms.ask(
            "Zalo", settings.zalo_oa_api_base.rstrip("/") + ACCOUNT_PATH, headers={"access_token": pair.access}
        )
    except UnreachableError as error:
        yield unwell("zalo_oa", f"Zalo {error}.", "check the network and ZALO_OA_API_BASE")
        return
    code = data.get("error")
    if code == 0:
        yield well("zalo_oa", f"the access token works until {pair.expires_at:%Y-%m-%d %H:%M}")
    else:
        meaning = ERROR_CODES[code][1] if isinstance(code, int) and code in ERROR_CODES else "no documented code"
        yield unwell("zalo_oa", f"Zalo answers {code} ({meaning}).", f"{RUNBOOK}, section Errors")


def _pair(settings: Settings) -> TokenPair | None:
    try:
        database = open_for_reading(settings.database)
    except StoreError:
        return None
    if database is None:
        return None
    try:
        return SqliteZaloTokens(database).load(settings.zalo_oa_app_id, "")
    finally:
        database.close()
