"""The queue of questions that wait for an officer."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.area import Area, NavigationEntry, get
from bot.console.visit import Visit
from bot.domain.officer import Role


async def show(visit: Visit) -> Response:
    """The queue."""
    return visit.page("queue.html")


AREA = Area(
    routes=(get("/", show, Role.OFFICER),),
    navigation=(NavigationEntry("queue", "/", Role.OFFICER),),
)
