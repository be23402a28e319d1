"""Every page of the console in a real browser, on a phone and on a desk: axe, width, picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from accessibility import axe_findings
from standins.full_console import DESK, LOGIN, PAGES, PASSWORD, PHONE, FullConsole, pages_without_example

pytestmark = pytest.mark.browser
NOT_FOUND = ("not-found", "teach-unknown-code")


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def officer(request: pytest.FixtureRequest, browser: Browser, full_console: FullConsole) -> Iterator[Page]:
    """A signed-in administrator on a screen of that width."""
    context = browser.new_context(viewport={"width": request.param, "height": 800}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(full_console.url + LOGIN)
    page.get_by_label("Tên đăng nhập").fill("ba")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{full_console.url}/")
    yield page
    context.close()


def test_no_page_of_the_console_is_left_out() -> None:
    assert pages_without_example() == [], "add an example of these pages to PAGES of tests/standins/full_console.py"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_usable_on_every_screen(
    officer: Page, full_console: FullConsole, name: str, take_picture: Callable[..., Path]
) -> None:
    answer = officer.goto(full_console.url + PAGES[name])
    assert answer is not None
    assert answer.ok == (name not in NOT_FOUND)
    for details in officer.locator("details").all():
        details.evaluate("one => { one.open = true }")
    size = "phone" if officer.viewport_size["width"] == PHONE else "desktop"
    take_picture(officer, f"console-{name}-{size}", full_page=True)
    assert officer.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert axe_findings(officer.main_frame) == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_login_is_usable_on_every_screen(
    browser: Browser, full_console: FullConsole, width: int, take_picture: Callable[..., Path]
) -> None:
    page = browser.new_context(viewport={"width": width, "height": 800}, locale="vi-VN").new_page()
    page.goto(full_console.url + LOGIN)
    take_picture(page, f"console-dang-nhap-{'phone' if width == PHONE else 'desktop'}", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert axe_findings(page.main_frame) == []
    page.context.close()
