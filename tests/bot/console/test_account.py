from __future__ import annotations

import pytest

from bot.console.guarding import COOKIE
from bot.domain.officer import Role


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"old": "khong phai", "new": "con ga con vit", "again": "con ga con vit"}, "hiện tại không đúng"),
        ({"old": "mat khau cua toi", "new": "ngan", "again": "ngan"}, "ít nhất 10 ký tự"),
        ({"old": "mat khau cua toi", "new": "con ga con vit", "again": "con ga"}, "không giống nhau"),
        ({"old": "mat khau cua toi", "new": "mat khau cua toi", "again": "mat khau cua toi"}, "phải khác"),
        ({}, "hiện tại không đúng"),
    ],
)
async def test_a_password_that_does_not_fit_is_refused_with_a_reason(sign_in, fields, told):
    browser = await sign_in()
    response = await browser.post("/console/tai-khoan/mat-khau", **fields)
    assert response.status_code == 422
    assert told in response.text


async def test_guessing_the_present_password_is_locked_out_too(sign_in, clock):
    browser = await sign_in(name="ba")
    fields = {"new": "con ga con vit", "again": "con ga con vit"}
    for number in range(5):
        response = await browser.post("/console/tai-khoan/mat-khau", old=f"doan {number}", **fields)
        assert "hiện tại không đúng" in response.text
    response = await browser.post("/console/tai-khoan/mat-khau", old="mat khau cua toi", **fields)
    assert "tạm khoá" in response.text
    clock.move(minutes=16)
    response = await browser.post("/console/tai-khoan/mat-khau", old="mat khau cua toi", **fields)
    assert response.status_code == 303


async def test_a_changed_password_signs_out_every_browser_of_the_officer(sign_in, open_browser):
    browser, phone = await sign_in(name="ba"), open_browser()
    await phone.sign_in("ba")
    fields = {"old": "mat khau cua toi", "new": "con ga con vit", "again": "con ga con vit"}
    response = await browser.post("/console/tai-khoan/mat-khau", **fields)
    assert response.status_code == 303
    assert COOKIE not in browser.client.cookies
    assert (await phone.get("/console/")).status_code == 303


async def test_the_navigation_shows_what_a_role_may_open(sign_in):
    for role in Role:
        browser = await sign_in(role)
        page = await browser.get("/console/tai-khoan")
        assert 'aria-current="page">Tài khoản của tôi' in page.text


async def test_an_officers_name_is_escaped(add_officer, open_browser):
    add_officer("ba", shown_name="<script>alert(1)</script>")
    browser = open_browser()
    await browser.sign_in("ba")
    page = await browser.get("/console/tai-khoan")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
