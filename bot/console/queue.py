"""The queue of questions that wait for an officer: lists, filters, search."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from bot.console.area import Area, NavigationEntry, get
from bot.console.visit import Visit
from bot.domain.officer import Role
from bot.domain.question import find_code
from bot.domain.queue_item import QueueFilter, Sorting

VIEWS = ("open", "mine", "late", "answered", "closed")
MAX_WORDS = 200


async def show(visit: Visit) -> Response:
    """A page of the queue; a code that is searched for opens its item."""
    visit.desk.grouping.catch_up()
    wanted = filter_of(visit)
    code = find_code(wanted.words)
    found = visit.desk.queue.item_of_code(code) if code else None
    if found is not None:
        return visit.go(f"/muc/{found}")
    items, more = visit.desk.queue.items(wanted)
    kept = {
        name: value
        for name, value in (
            ("xem", wanted.view), ("xep", wanted.sorting.value), ("tim", wanted.words), ("kenh", wanted.channel),
            ("vi-sao", wanted.reason), ("bo-phan", wanted.department),
        )
        if value
    }  # fmt: skip
    return visit.page(
        "queue.html",
        items=items,
        wanted=wanted,
        counts=visit.desk.queue.counts(visit.officer.name),
        views=VIEWS,
        sortings=[sorting.value for sorting in Sorting],
        channels=visit.desk.announcing.channels,
        departments=visit.desk.queue.departments(),
        now=visit.application.clock.now(),
        next_page=urlencode(kept | {"sau": more}) if more else "",
        address_with=lambda **changes: urlencode(kept | changes),
    )


def filter_of(visit: Visit) -> QueueFilter:
    """The filter in the address; unknown values are left out."""
    view = visit.query.get("xem", "open")
    sorting = visit.query.get("xep", Sorting.NEWEST.value)
    return QueueFilter(
        view=view if view in VIEWS else "open",
        sorting=Sorting(sorting) if sorting in set(Sorting) else Sorting.NEWEST,
        words=visit.query.get("tim", "")[:MAX_WORDS],
        channel=visit.query.get("kenh", "")[:40],
        reason=visit.query.get("vi-sao", "")[:40],
        department=visit.query.get("bo-phan", "")[:80],
        officer=visit.officer.name,
        after=visit.query.get("sau", "")[:80],
    )


AREA = Area(
    routes=(get("/", show, Role.OFFICER),),
    navigation=(NavigationEntry("queue", "/", Role.OFFICER),),
)
