"""Working hours and holidays, for due dates."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from bot.adapters.working_time_reader import DAYS, read_working_time, working_time_data
from bot.console.area import Area, NavigationEntry, get, post
from bot.console.problem_texts import plain_problems
from bot.console.visit import Visit
from bot.domain.errors import CatalogueError
from bot.domain.officer import Role

PATH = "/gio-lam-viec"
MAX_HOLIDAYS = 200


async def show(visit: Visit) -> Response:
    """The hours in force, as a form."""
    return _page(visit, working_time_data(visit.desk.office_hours.current()))


async def change(visit: Visit) -> Response:
    """Sets new hours. Every mistake is shown at once, beside what was typed."""
    data = _read(visit)
    try:
        hours = read_working_time(data, "form")
    except CatalogueError as error:
        problems = _plain(visit, error.problems)
        return _page(visit, data, problems=problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    visit.desk.office_hours.change(hours, visit.officer.name)
    return visit.go(PATH, flash="shell.saved")


def _page(visit: Visit, data: dict[str, Any], *, problems: Sequence[str] = (), status: int = HTTPStatus.OK) -> Response:
    holidays = "\n".join(f"{holiday['date']} {holiday['name']}".strip() for holiday in data["holidays"])
    return visit.page(
        "hours.html",
        status=status,
        days=DAYS,
        week={day: ", ".join(data["week"][day]) for day in DAYS},
        hours=data["reply_within_hours"],
        holidays=holidays,
        problems=problems,
    )


def _plain(visit: Visit, problems: Sequence[str]) -> list[str]:
    """Mistakes in plain words, with the names of the days that the form shows."""
    texts = visit.rendering.texts
    days = {f"form: {day}:": f"form: {texts.say(f'hours.days.{day}')}:" for day in DAYS}
    named = [next((p.replace(a, b, 1) for a, b in days.items() if p.startswith(a)), p) for p in problems]
    return plain_problems(named, texts.data("hours.problems"), {})


def _read(visit: Visit) -> dict[str, Any]:
    form = visit.form
    hours = form.get("hours", "").strip()
    lines = [line.strip() for line in form.get("holidays", "").split("\n") if line.strip()][:MAX_HOLIDAYS]
    return {
        "reply_within_hours": int(hours) if hours.isdecimal() and len(hours) < 6 else hours,
        "week": {day: [part.strip() for part in form.get(day, "").split(",") if part.strip()] for day in DAYS},
        "holidays": [{"date": date, "name": name.strip()} for date, _, name in (line.partition(" ") for line in lines)],
    }


AREA = Area(
    routes=(get(PATH, show, Role.ADMIN), post(f"{PATH}/luu", change, Role.ADMIN)),
    navigation=(NavigationEntry("hours", PATH, Role.ADMIN),),
)
