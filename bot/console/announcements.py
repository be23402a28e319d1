"""Notices to residents, and the switch that turns the assistant or a channel off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from starlette.responses import Response

from bot.adapters.system_clock import LOCAL_ZONE
from bot.console.area import Area, NavigationEntry, get, post
from bot.console.visit import Visit, whole_number
from bot.domain.errors import AnnouncementError
from bot.domain.officer import Role
from bot.services.announcing import EVERYWHERE, MAX_NOTICE_CHARACTERS

PATH = "/thong-bao"
USUAL_DAYS = 7


async def show(visit: Visit) -> Response:
    """Notices and switches with their forms."""
    now = visit.application.clock.now()
    announcing = visit.desk.announcing
    return visit.page(
        "announcements.html",
        notices=announcing.notices(),
        switches={switch.channel: switch for switch in announcing.switches()},
        channels=(EVERYWHERE, *announcing.channels),
        now=now,
        starts=_for_input(now),
        ends=_for_input(now + timedelta(days=USUAL_DAYS)),
        max_characters=MAX_NOTICE_CHARACTERS,
    )


async def add(visit: Visit) -> Response:
    """Announces something for a while."""
    starts, ends = _moment(visit.form.get("starts", "")), _moment(visit.form.get("ends", ""))
    if starts is None or ends is None:
        return visit.go(PATH, flash="announcements.problems.bad_period", kind="problem")
    text = visit.form.get("text", "")
    return _act(visit, lambda by: visit.desk.announcing.add_notice(text, starts, ends, by))


async def end(visit: Visit) -> Response:
    """Ends a notice now."""
    identifier = whole_number(visit.form.get("notice", "")) or 0
    return _act(visit, lambda by: visit.desk.announcing.end_notice(identifier, by))


async def turn_off(visit: Visit) -> Response:
    """Turns the assistant or a channel off."""
    form = visit.form
    channel, reason, message = form.get("channel", ""), form.get("reason", ""), form.get("message", "")
    return _act(visit, lambda by: visit.desk.announcing.turn_off(channel, reason, message, by))


async def turn_on(visit: Visit) -> Response:
    """Turns it on again."""
    channel = visit.form.get("channel", "")
    return _act(visit, lambda by: visit.desk.announcing.turn_on(channel, by))


def _act(visit: Visit, change: Callable[[str], None]) -> Response:
    try:
        change(visit.officer.name)
    except AnnouncementError as error:
        return visit.go(PATH, flash=f"announcements.problems.{error.key}", kind="problem")
    return visit.go(PATH, flash="shell.saved")


def _moment(text: str) -> datetime | None:
    """What a browser's field for date and time sends, as a moment in Viet Nam."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=LOCAL_ZONE)
    except ValueError:
        return None


def _for_input(moment: datetime) -> str:
    return moment.astimezone(LOCAL_ZONE).strftime("%Y-%m-%dT%H:%M")


AREA = Area(
    routes=(
        get(PATH, show, Role.ADMIN),
        post(f"{PATH}/them", add, Role.ADMIN),
        post(f"{PATH}/ket-thuc", end, Role.ADMIN),
        post(f"{PATH}/tat", turn_off, Role.ADMIN),
        post(f"{PATH}/bat", turn_on, Role.ADMIN),
    ),
    navigation=(NavigationEntry("announcements", PATH, Role.ADMIN),),
)
