"""Open troubles of channels and answers that did not get through, from the database."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters.sqlite_store.channel_alerts import SqliteChannelAlerts
from bot.adapters.sqlite_store.database import open_for_reading
from bot.adapters.sqlite_store.letter_store import SqliteLetterStore
from bot.channels.examining.finding import Finding, unwell, well
from bot.channels.examining.platform import Platforms
from bot.domain.errors import StoreError
from bot.services.undelivered import LetterState
from bot.settings import Settings


def store_findings(settings: Settings, _: Platforms) -> Iterator[Finding]:
    """Troubles that only a person can end, and the outbox."""
    try:
        database = open_for_reading(settings.database)
    except StoreError as error:
        yield unwell(
            "database", str(error).split(" Next step:")[0], "troly serve makes a new one; a damaged one: restore a copy"
        )
        return
    if database is None:
        yield well("database", "not made yet; the first start makes it")
        return
    try:
        for alert in SqliteChannelAlerts(database).all():
            yield unwell(alert.channel, f"{alert.name} since {alert.since:%Y-%m-%d %H:%M}:", alert.detail)
        counts = SqliteLetterStore(database).counts()
    finally:
        database.close()
    lost = {key: number for key, number in counts.items() if key[1] in (LetterState.DEAD, LetterState.IN_DOUBT)}
    for (channel, state), number in sorted(lost.items()):
        yield unwell(
            channel, f"{number} answers are {state}.", "troly outbox list (docs/runbooks/undelivered-answers.md)"
        )
    if not lost:
        yield well("outbox", "nothing dead, nothing in doubt")
