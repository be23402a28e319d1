from __future__ import annotations

import re

from bot.domain.officer import Role


async def test_an_admin_makes_an_account_whose_password_is_shown_once(sign_in, open_browser):
    admin = await sign_in(Role.ADMIN)
    page = await admin.post("/console/can-bo/them", name="Tu", shown_name="<b>Tư</b>", role="reviewer")
    once = re.search(r'class="secret">(\w+)<', page.text).group(1)
    assert "&lt;b&gt;Tư" in page.text
    assert once not in (await admin.get("/console/can-bo")).text
    browser = open_browser()
    assert (await browser.sign_in("tu", once)).status_code == 303


async def test_mistakes_are_told(sign_in):
    admin = await sign_in(Role.ADMIN)
    assert "chữ thường không dấu" in (await admin.post("/console/can-bo/them", name="Chị Tư")).text
    assert "đã có người dùng" in (await admin.post("/console/can-bo/them", name="admin")).text
    assert "quản trị khác" in (await admin.post("/console/can-bo/khoa", name="admin", active="no")).text
    assert "quản trị khác" in (await admin.post("/console/can-bo/sua", name="admin", role="officer")).text
    assert "Không có tài khoản" in (await admin.post("/console/can-bo/cap-lai", name="nobody")).text


async def test_a_changed_role_holds_at_once(sign_in, application):
    admin, browser = await sign_in(Role.ADMIN), await sign_in(name="ba")
    await admin.post("/console/can-bo/sua", name="ba", role="reviewer", shown_name="Ba", department="Hộ tịch")
    assert application.desk.staffing.officer("ba").department == "Hộ tịch"
    assert (await browser.get("/console/")).status_code == 303  # signed out, to sign in with the new role
    await admin.post("/console/can-bo/khoa", name="ba", active="no")
    assert (await browser.sign_in("ba")).status_code == 401
    await admin.post("/console/can-bo/khoa", name="ba", active="yes")
    assert (await browser.sign_in("ba")).status_code == 303
