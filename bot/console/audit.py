"""The audit log: who changed what, with the state before and after."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from bot.console.area import Area, NavigationEntry, get
from bot.console.visit import Visit, whole_number
from bot.domain.officer import Role

PATH = "/nhat-ky"
PAGE = 50


async def show(visit: Visit) -> Response:
    """A page of the log, newest first."""
    who, what = visit.query.get("ai", "").strip()[:64], visit.query.get("viec", "").strip()[:64]
    entries = visit.desk.auditing.entries(
        before_id=whole_number(visit.query.get("truoc", "")), who=who, what=what, limit=PAGE
    )
    more = urlencode({"ai": who, "viec": what, "truoc": entries[-1].id}) if len(entries) == PAGE else ""
    return visit.page("audit.html", entries=entries, who=who, what=what, more=more)


AREA = Area(
    routes=(get(PATH, show, Role.ADMIN),),
    navigation=(NavigationEntry("audit", PATH, Role.ADMIN),),
)
