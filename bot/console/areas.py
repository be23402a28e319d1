"""Every area of the console, in the order of the navigation. A new page: one file beside this one and one line here."""

from __future__ import annotations

from bot.console import (
    account,
    announcements,
    audit,
    conversations,
    hours,
    indicators,
    item,
    lost,
    proposals,
    queue,
    staff,
    teaching,
    topics,
    training,
    trying,
)
from bot.console.area import Area

AREAS: tuple[Area, ...] = (
    queue.AREA,
    item.AREA,
    topics.AREA,
    teaching.AREA,
    proposals.AREA,
    training.AREA,
    conversations.AREA,
    trying.AREA,
    indicators.AREA,
    announcements.AREA,
    hours.AREA,
    staff.AREA,
    audit.AREA,
    account.AREA,
    lost.AREA,
)
