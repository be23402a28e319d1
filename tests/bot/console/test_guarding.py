"""Access: every route by role, forged forms, sessions. Routes are read from the app, so a new one is tested too."""

from __future__ import annotations

import pytest
from starlette.routing import Mount, Route

from bot.console.area import ROOT
from bot.console.areas import AREAS
from bot.console.guarding import COOKIE, SECURITY_HEADERS
from bot.console.mounting import PUBLIC
from bot.domain.officer import Role

GUARDED = [route for area in AREAS for route in area.routes]
NAMES = [f"{route.method} {route.path}" for route in GUARDED]


def address_of(route):
    """The address with something in each place of the route."""
    filled = route.path
    for part in [p for p in route.path.split("/") if p.startswith("{")]:
        filled = filled.replace(part, "1" if ":int" in part else "x")
    return ROOT + filled


def test_every_address_of_the_console_is_guarded_or_listed_as_public(app):
    ours = {
        route.path
        for route in app.routes
        if isinstance(route, Route | Mount) and (route.path == ROOT or route.path.startswith(f"{ROOT}/"))
    }
    assert ours - {ROOT + route.path for route in GUARDED} == set(PUBLIC)


def test_every_route_names_a_role_and_a_method_that_is_known():
    for route in GUARDED:
        assert isinstance(route.least, Role)
        assert route.method in ("GET", "POST")


@pytest.mark.parametrize("route", GUARDED, ids=NAMES)
async def test_a_stranger_is_sent_to_the_login(route, open_browser):
    browser = open_browser()
    response = await browser.client.request(
        route.method, address_of(route), data={"x": "1"} if route.method == "POST" else None
    )
    assert response.status_code == 303
    assert response.headers["location"].startswith("/console/dang-nhap")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("route", GUARDED, ids=NAMES)
async def test_a_role_opens_what_it_covers_and_nothing_else(route, role, sign_in):
    browser = await sign_in(role)
    response = await browser.client.request(
        route.method, address_of(route), data={"x": "1"} if route.method == "POST" else None
    )
    if not role.covers(route.least):
        assert response.status_code == 403
        assert "quyền cao hơn" in response.text
    elif route.method == "POST":
        assert response.status_code == 403  # no form token
        assert "Trang đã cũ" in response.text
    else:
        assert response.status_code in (200, 303, 404, 503)  # 503: what the page shows was never computed
    for name, value in SECURITY_HEADERS.items():
        assert response.headers[name] == value or name == "Cache-Control"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_not_served(method, sign_in):
    browser = await sign_in(Role.ADMIN)
    assert (await browser.client.request(method, "/console/tai-khoan")).status_code == 405


async def test_a_form_of_another_officer_is_refused(sign_in):
    mine, other = await sign_in(name="ba"), await sign_in(name="tu")
    mine.form_token = other.form_token
    assert (await mine.post("/console/dang-xuat")).status_code == 403
    assert (await mine.get("/console/tai-khoan")).status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_a_form_from_another_site_is_refused_even_with_the_token(headers, sign_in):
    browser = await sign_in()
    fields = {"form_token": browser.form_token}
    assert (await browser.client.post("/console/dang-xuat", data=fields, headers=headers)).status_code == 403


async def test_a_form_that_is_too_large_is_refused(sign_in):
    browser = await sign_in()
    response = await browser.post("/console/dang-xuat", text="x" * 600_000)
    assert response.status_code == 400


async def test_an_officer_with_a_one_time_password_must_change_it_first(add_officer, application, open_browser):
    add_officer("ba")
    once = application.desk.staffing.reset("ba", by="admin")
    browser = open_browser()
    assert (await browser.sign_in("ba", once)).status_code == 303
    response = await browser.get("/console/")
    assert response.headers["location"] == "/console/tai-khoan"
    assert "mật khẩu một lần" in (await browser.get("/console/tai-khoan")).text
    response = await browser.post("/console/tai-khoan/mat-khau", old=once, new="con ga con vit", again="con ga con vit")
    assert response.headers["location"] == "/console/dang-nhap"
    assert (await browser.sign_in("ba", "con ga con vit")).status_code == 303
    assert (await browser.get("/console/")).status_code == 200


async def test_a_disabled_officer_is_out_at_once(sign_in, application):
    browser = await sign_in(name="ba")
    application.desk.staffing.set_active("ba", by="admin", active=False)
    assert (await browser.get("/console/")).status_code == 303


async def test_a_session_ends_after_idle_hours_and_after_a_day_of_work(sign_in, clock):
    browser = await sign_in()
    clock.move(minutes=119)
    assert (await browser.get("/console/")).status_code == 200
    clock.move(minutes=121)
    assert (await browser.get("/console/")).status_code == 303


async def test_a_busy_session_ends_too(sign_in, clock):
    browser = await sign_in()
    for _ in range(12):
        assert (await browser.get("/console/")).status_code == 200
        clock.move(minutes=61)
    assert (await browser.get("/console/")).status_code == 303


async def test_signing_out_ends_the_session_on_the_server(sign_in):
    browser = await sign_in()
    token = browser.client.cookies[COOKIE]
    assert (await browser.post("/console/dang-xuat")).status_code == 303
    browser.client.cookies.set(COOKIE, token, domain="troly.test", path="/console")
    assert (await browser.get("/console/")).status_code == 303
