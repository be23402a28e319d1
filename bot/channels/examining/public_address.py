"""Whether residents and platforms reach us under TROLY_PUBLIC_URL."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.examining.finding import Finding, unwell, well
from bot.channels.examining.platform import Platforms, UnreachableError
from bot.settings import Settings

NAME = "TROLY_PUBLIC_URL"


def address_findings(settings: Settings, platforms: Platforms) -> Iterator[Finding]:
    """Asks for our own health from outside; the platforms' webhooks want https."""
    if not settings.public_url:
        if settings.zalo_oa_app_id:
            yield unwell(NAME, "is empty, but Zalo's Official Account needs a webhook.", "set it to the https address")
        return
    if not settings.public_url.startswith("https://"):
        yield unwell(NAME, f"{settings.public_url} is no https address.", "put a proxy with a certificate before it")
    try:
        status, data = platforms.ask(NAME, f"{settings.public_url.rstrip('/')}/healthz")
    except UnreachableError as error:
        yield unwell(NAME, f"{settings.public_url} {error}.", "start the server; check name, proxy and certificate")
        return
    if status == 200 and data.get("status") == "ok":
        yield well(NAME, f"{settings.public_url} leads to the assistant")
    else:
        yield unwell(NAME, f"{settings.public_url} leads to something else (HTTP {status}).", "check name and proxy")
