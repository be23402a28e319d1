"""Accounts of officers, for admins."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from bot.console.area import Area, NavigationEntry, get, post
from bot.console.visit import Visit
from bot.domain.errors import AccountError
from bot.domain.officer import Officer, Role

PATH = "/can-bo"


async def show(visit: Visit) -> Response:
    """All accounts, and the form for a new one."""
    return _page(visit)


async def add(visit: Visit) -> Response:
    """Makes an account and shows its one-time password, once."""
    form = visit.form
    name = form.get("name", "").strip().lower()
    made = Officer(name, form.get("shown_name", ""), _role(visit), form.get("department", "").strip())
    try:
        once = visit.desk.staffing.add(made, by=visit.officer.name)
    except AccountError as error:
        return _page(visit, problem=error.key, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(visit, fresh=(name, once))


async def change(visit: Visit) -> Response:
    """Changes role, shown name and department."""
    form = visit.form
    try:
        visit.desk.staffing.change(
            form.get("name", ""),
            by=visit.officer.name,
            role=_role(visit),
            shown_name=form.get("shown_name", ""),
            department=form.get("department", ""),
        )
    except AccountError as error:
        return _page(visit, problem=error.key, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return visit.go(PATH, flash="shell.saved")


async def set_active(visit: Visit) -> Response:
    """Disables an account or enables it again."""
    try:
        visit.desk.staffing.set_active(
            visit.form.get("name", ""), by=visit.officer.name, active=visit.form.get("active") == "yes"
        )
    except AccountError as error:
        return _page(visit, problem=error.key, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return visit.go(PATH, flash="shell.saved")


async def reset(visit: Visit) -> Response:
    """Gives a new one-time password and shows it, once."""
    name = visit.form.get("name", "")
    try:
        once = visit.desk.staffing.reset(name, by=visit.officer.name)
    except AccountError as error:
        return _page(visit, problem=error.key, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(visit, fresh=(name, once))


def _page(
    visit: Visit, *, problem: str | None = None, fresh: tuple[str, str] | None = None, status: int = HTTPStatus.OK
) -> Response:
    roles = {role.value: visit.rendering.texts.say(f"shell.roles.{role.value}") for role in Role}
    return visit.page(
        "staff.html",
        status=status,
        officers=visit.desk.staffing.officers(),
        roles=roles,
        problem=problem,
        fresh=fresh,
    )


def _role(visit: Visit) -> Role:
    given = visit.form.get("role", "")
    return Role(given) if given in set(Role) else Role.OFFICER


AREA = Area(
    routes=(
        get(PATH, show, Role.ADMIN),
        post(f"{PATH}/them", add, Role.ADMIN),
        post(f"{PATH}/sua", change, Role.ADMIN),
        post(f"{PATH}/khoa", set_active, Role.ADMIN),
        post(f"{PATH}/cap-lai", reset, Role.ADMIN),
    ),
    navigation=(NavigationEntry("staff", PATH, Role.ADMIN),),
)
