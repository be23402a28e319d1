"""An officer's own account: password and signing out."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from bot.console.area import ROOT, Area, NavigationEntry, get, post
from bot.console.guarding import COOKIE
from bot.console.login import address_of
from bot.console.visit import Visit
from bot.domain.errors import AccountError
from bot.domain.officer import Role
from bot.services.staffing import MIN_PASSWORD_CHARACTERS


async def show(visit: Visit) -> Response:
    """The account page."""
    return _page(visit)


async def change_password(visit: Visit) -> Response:
    """Sets a new password; the officer signs in again with it."""
    new = visit.form.get("new", "")
    if new != visit.form.get("again", ""):
        return _page(visit, problem="not_the_same")
    old = visit.form.get("old", "")
    try:
        await visit.desk.signing_in.confirm(visit.session, old, address_of(visit.request))
        visit.desk.staffing.change_own_password(visit.officer.name, old, new)
    except AccountError as error:
        return _page(visit, problem=error.key)
    response = RedirectResponse(f"{ROOT}/dang-nhap", HTTPStatus.SEE_OTHER)
    response.delete_cookie(COOKIE, path=ROOT)
    return response


def _page(visit: Visit, *, problem: str | None = None, code: str | None = None) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return visit.page(
        "account.html",
        status=status,
        problem=problem,
        min_characters=MIN_PASSWORD_CHARACTERS,
        code=code,
        links=visit.desk.linking.links(visit.officer.name),
        has_group=bool(visit.application.settings.officers_chat),
    )


async def link(visit: Visit) -> Response:
    """Shows a one-time code that links the officer's Telegram account."""
    return _page(visit, code=visit.desk.linking.new_code(visit.officer.name))


async def unlink(visit: Visit) -> Response:
    """Cuts the officer's links."""
    visit.desk.linking.unlink(visit.officer.name)
    return visit.go("/tai-khoan", flash="account.unlinked")


async def sign_out(visit: Visit) -> Response:
    """Ends the session."""
    visit.desk.signing_in.sign_out(visit.session)
    response = RedirectResponse(f"{ROOT}/dang-nhap", HTTPStatus.SEE_OTHER)
    response.delete_cookie(COOKIE, path=ROOT)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


AREA = Area(
    routes=(
        get("/tai-khoan", show, Role.OFFICER),
        post("/tai-khoan/mat-khau", change_password, Role.OFFICER),
        post("/tai-khoan/noi", link, Role.OFFICER),
        post("/tai-khoan/go-noi", unlink, Role.OFFICER),
        post("/dang-xuat", sign_out, Role.OFFICER),
    ),
    navigation=(NavigationEntry("account", "/tai-khoan", Role.OFFICER),),
)
