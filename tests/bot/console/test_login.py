from __future__ import annotations

import pytest

from bot.console.guarding import COOKIE
from bot.console.login import own_path


async def test_an_officer_signs_in_and_sees_the_queue(add_officer, open_browser):
    add_officer("ba")
    browser = open_browser()
    response = await browser.sign_in("Ba ")
    assert response.headers["location"] == "/console/"
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "Hàng đợi" in (await browser.get("/console/")).text


@pytest.mark.parametrize(("name", "password"), [("ba", "sai mat khau"), ("nobody", "mat khau cua toi"), ("", "")])
async def test_a_wrong_name_and_a_wrong_password_look_the_same(add_officer, open_browser, name, password):
    add_officer("ba")
    response = await open_browser().sign_in(name, password)
    assert response.status_code == 401
    assert "không đúng" in response.text
    assert COOKIE not in response.cookies


async def test_a_disabled_officer_cannot_sign_in(add_officer, application, open_browser):
    add_officer("ba")
    application.desk.staffing.set_active("ba", by="admin", active=False)
    assert (await open_browser().sign_in("ba")).status_code == 401


async def test_guessing_locks_a_name_for_a_while(add_officer, open_browser, clock):
    add_officer("ba")
    browser = open_browser()
    for _ in range(5):
        assert (await browser.sign_in("ba", "sai mat khau")).status_code == 401
    assert (await browser.sign_in("ba")).status_code == 429
    clock.move(minutes=16)
    assert (await browser.sign_in("ba")).status_code == 303


async def test_a_reset_ends_the_lockout(add_officer, application, open_browser):
    add_officer("ba")
    browser = open_browser()
    for _ in range(6):
        await browser.sign_in("ba", "sai mat khau")
    once = application.desk.staffing.reset("ba", by="admin")
    assert (await browser.sign_in("ba", once)).status_code == 303


async def test_guessing_many_names_locks_the_address(add_officer, open_browser):
    add_officer("ba")
    browser = open_browser()
    for number in range(30):
        await browser.sign_in(f"name{number}", "sai mat khau")
    assert (await browser.sign_in("ba")).status_code == 429
    assert (await open_browser("198.51.100.9").sign_in("ba")).status_code == 303


async def test_signing_in_takes_a_new_session_and_never_the_one_that_was_planted(add_officer, open_browser):
    add_officer("ba")
    victim = open_browser()
    victim.client.cookies.set(COOKIE, "planted", domain="troly.test", path="/console")
    response = await victim.sign_in("ba")
    assert response.cookies[COOKIE] != "planted"
    attacker = open_browser()
    attacker.client.cookies.set(COOKIE, "planted", domain="troly.test", path="/console")
    assert (await attacker.get("/console/")).status_code == 303


async def test_signing_in_again_ends_the_session_before(sign_in, open_browser):
    browser = await sign_in(name="ba")
    old = browser.client.cookies[COOKIE]
    await browser.client.get("/console/dang-nhap")
    other = open_browser()
    page = await other.client.get("/console/dang-nhap")
    other.client.cookies.set(COOKIE, old, domain="troly.test", path="/console")
    pairing = page.text.split('name="pairing" value="')[1].split('"')[0]
    fields = {"name": "ba", "password": "mat khau cua toi", "pairing": pairing}
    assert (await other.client.post("/console/dang-nhap", data=fields)).status_code == 303
    assert (await browser.get("/console/")).status_code == 303


async def test_a_login_that_another_site_sends_is_refused(add_officer, open_browser):
    add_officer("ba")
    fields = {"name": "ba", "password": "mat khau cua toi", "pairing": "x" * 32}
    response = await open_browser().client.post("/console/dang-nhap", data=fields)
    assert response.status_code == 403
    assert COOKIE not in response.cookies


async def test_the_page_that_was_wanted_opens_after_the_login(add_officer, open_browser):
    add_officer("ba")
    browser = open_browser()
    response = await browser.get("/console/tai-khoan")
    assert response.headers["location"] == "/console/dang-nhap?toi=%2Fconsole%2Ftai-khoan"
    assert (await browser.sign_in("ba", to="/console/tai-khoan")).headers["location"] == "/console/tai-khoan"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/", "//evil.example", "/console//evil.example", "/\\evil.example", "/console/\\evil",
        "javascript:alert(1)", "/console/x\r\nSet-Cookie: a=b", "/other", "/console/../../x#", "/console/@evil",
    ],
)  # fmt: skip
async def test_a_login_never_leads_elsewhere(add_officer, open_browser, address):
    add_officer("ba")
    response = await open_browser().sign_in("ba", to=address)
    assert response.headers["location"].startswith("/console/")
    assert "evil" not in response.headers["location"] or own_path(address)


async def test_texts_in_the_login_form_are_escaped(open_browser):
    page = await open_browser().client.get("/console/dang-nhap", params={"toi": '"><script>alert(1)</script>'})
    assert "<script>" not in page.text
