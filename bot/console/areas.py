"""Every area of the console, in the order of the navigation. A new page: one file beside this one and one line here."""

from __future__ import annotations

from bot.console import account, indicators, queue
from bot.console.area import Area

AREAS: tuple[Area, ...] = (
    queue.AREA,
    indicators.AREA,
    account.AREA,
)
