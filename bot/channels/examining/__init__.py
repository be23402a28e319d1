"""`troly doctor`: looks at files, addresses, tokens, webhooks and the clock, and says what to do. Changes nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from bot.channels.examining.clock import clock_findings
from bot.channels.examining.finding import Finding
from bot.channels.examining.own_files import file_findings
from bot.channels.examining.platform import Platforms
from bot.channels.examining.public_address import address_findings
from bot.channels.examining.store import store_findings
from bot.channels.examining.telegram import telegram_findings
from bot.channels.examining.zalo_bot import zalo_bot_findings
from bot.channels.examining.zalo_oa import zalo_oa_findings
from bot.settings import Settings

# The clock comes last: it is compared with the answers that the examinations before it got.
EXAMINATIONS: tuple[Callable[[Settings, Platforms], Iterator[Finding]], ...] = (
    file_findings,
    store_findings,
    address_findings,
    telegram_findings,
    zalo_oa_findings,
    zalo_bot_findings,
    clock_findings,
)


def examine(settings: Settings) -> Iterator[Finding]:
    """What is in order and what is not."""
    with contextlib.closing(Platforms()) as platforms:
        for examination in EXAMINATIONS:
            yield from examination(settings, platforms)
