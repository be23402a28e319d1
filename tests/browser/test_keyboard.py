"""The console by keyboard alone: every page is walked through with Tab, and whole tasks are done without a mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.domain.question import QuestionState
from bot.domain.teaching import ProposalState
from standins.full_console import DESK, LOGIN, PAGES, PASSWORD, TOPIC, FullConsole

pytestmark = pytest.mark.browser
WALKING = (Path(__file__).parent / "walking.js").read_text(encoding="utf-8")


@dataclass
class Keyboard:
    """The only thing that these tests touch the page with; counts the keys beside what is typed."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.append(key)

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def tab_to(self, is_there: Callable[[dict[str, str]], bool], most: int = 60) -> None:
        """Presses Tab until the focus is where it is wanted."""
        for _ in range(most):
            self.press("Tab")
            if is_there(self.page.evaluate("walking.focused()")):
                return
        raise AssertionError(
            f"expected to reach it with {most} times Tab, got to {self.page.evaluate('walking.focused()')}"
        )


@pytest.fixture(scope="module")
def officer(browser: Browser, full_console: FullConsole) -> Iterator[Page]:
    """An administrator who signed in by keyboard."""
    page = browser.new_context(viewport={"width": DESK, "height": 800}, locale="vi-VN").new_page()
    page.add_init_script(WALKING)
    page.goto(full_console.url + LOGIN)
    keyboard = Keyboard(page)
    keyboard.type("ba")  # the first field has the focus
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    page.wait_for_url(f"{full_console.url}/")
    yield page
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_tab_reaches_all_of_a_page_in_order_and_shows_where_it_is(
    officer: Page, full_console: FullConsole, name: str
) -> None:
    officer.goto(full_console.url + PAGES[name])
    wanted: list[str] = officer.evaluate("walking.begin()")
    _skip_to_the_content(officer)
    reached: list[int] = []
    for _ in range(6 * len(wanted) + 20):  # a date is several stops
        officer.keyboard.press("Tab")
        place: dict[str, Any] = officer.evaluate("walking.look()")
        if place["left"] or (len(reached) > 1 and place["at"] == reached[0]):
            break  # after the last control comes the browser's own bar, or the first one again
        assert place["known"], f"{place['what']}: Tab stops at something that is no control"
        if reached and place["at"] == reached[-1]:
            continue
        assert place["problems"] == [], place["what"]
        reached.append(place["at"])
        if place["isClosed"]:
            officer.keyboard.press("Enter")
            assert officer.evaluate("walking.isOpen()"), f"{place['what']}: Enter does not open it"
            officer.keyboard.press("Escape")
            assert not officer.evaluate("walking.isOpen()"), f"{place['what']}: Escape does not close it"
            officer.keyboard.press("Space")
            assert officer.evaluate("walking.isOpen()"), f"{place['what']}: Space does not open it"
    else:
        pytest.fail("Tab does not leave the page")
    assert [wanted[at] for at in reached] == wanted


def _skip_to_the_content(page: Page) -> None:
    """The first Tab offers it, Enter takes it; then back to the top of the page."""
    page.keyboard.press("Tab")
    assert page.evaluate("walking.focused()")["text"] == "Tới nội dung"
    page.keyboard.press("Enter")
    assert page.evaluate("walking.focused()")["tag"] == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("walking.isPastTheNavigation()")
    page.evaluate("walking.toTop()")


@pytest.fixture
def keyboard(officer: Page, full_console: FullConsole) -> Keyboard:
    """Hands on the keyboard, the queue open."""
    officer.goto(f"{full_console.url}/")
    return Keyboard(officer)


def test_a_question_is_answered_from_the_queue(keyboard: Keyboard, full_console: FullConsole) -> None:
    page = keyboard.page
    keyboard.press("/")
    keyboard.type("day boi")
    keyboard.press("Enter")
    page.wait_for_url("**tim=day+boi**")
    keyboard.press("j", "Enter")
    page.wait_for_url("**/muc/*")
    number = int(page.url.rpartition("/")[2])
    keyboard.press("r")
    keyboard.type("Xã mở lớp bơi mỗi sáng thứ Bảy.")
    keyboard.tab_to(lambda now: now["text"] == "Xem trước")
    keyboard.press("Enter")
    page.wait_for_url("**/xem-truoc#xem-truoc")
    expect(page.locator(".preview")).to_contain_text("mỗi sáng thứ Bảy")
    keyboard.press("Control+Enter")
    page.wait_for_url(f"{full_console.url}/")
    expect(page.get_by_role("status")).to_contain_text("Đã gửi")
    item = full_console.application.desk.queue.item(number)
    assert item is not None
    assert item.state is QuestionState.ANSWERED
    assert len(keyboard.pressed) <= 12, keyboard.pressed


def test_a_question_is_answered_with_tab_and_enter_alone(keyboard: Keyboard, full_console: FullConsole) -> None:
    page = keyboard.page
    keyboard.tab_to(lambda now: "/muc/" in now["href"] and "Đèn đường" in now["text"])
    keyboard.press("Enter")
    page.wait_for_url("**/muc/*")
    number = int(page.url.rpartition("/")[2])
    keyboard.tab_to(lambda now: now["id"] == "text")
    keyboard.type("Báo ban ấp, ban ấp báo điện lực.")
    keyboard.tab_to(lambda now: now["text"] == "Gửi")
    keyboard.press("Enter")
    page.wait_for_url(f"{full_console.url}/")
    item = full_console.application.desk.queue.item(number)
    assert item is not None
    assert item.state is QuestionState.ANSWERED


def test_a_proposal_is_made_and_another_approved(keyboard: Keyboard, full_console: FullConsole) -> None:
    page, proposals = keyboard.page, full_console.application.knowledge.proposals
    keyboard.tab_to(lambda now: now["text"] == "Dạy trợ lý")
    keyboard.press("Enter")
    page.wait_for_url("**/day")
    keyboard.tab_to(lambda now: now["href"].endswith("/day/de-xuat/1"))
    keyboard.press("Enter")
    page.wait_for_url("**/day/de-xuat/1")
    keyboard.tab_to(lambda now: now["id"] == "approve-note")
    keyboard.type("Đúng")
    keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    approved = proposals.get(1)
    assert approved is not None
    assert approved.state is ProposalState.APPROVED

    page.goto(f"{full_console.url}/chu-de/{TOPIC}/ra-soat")
    keyboard.tab_to(lambda now: now["id"] == "reason")
    keyboard.type("Đọc lại trang chính thức")
    keyboard.press("Enter")
    page.wait_for_url("**/day/xem-truoc")
    keyboard.tab_to(lambda now: now["text"] == "Gửi người duyệt")
    keyboard.press("Enter")
    page.wait_for_url("**/day/de-xuat/*")
    assert proposals.listed([ProposalState.PROPOSED])[0].proposed_by == "ba"


def test_a_notice_is_added(keyboard: Keyboard, full_console: FullConsole) -> None:
    keyboard.page.goto(f"{full_console.url}/thong-bao")
    keyboard.tab_to(lambda now: now["id"] == "text")
    keyboard.type("Chiều thứ Sáu bộ phận một cửa nghỉ.")
    keyboard.tab_to(lambda now: now["text"] == "Đăng thông báo")
    keyboard.press("Enter")
    expect(keyboard.page.get_by_role("status")).to_be_visible()
    notices = full_console.application.desk.announcing.notices()
    assert [notice.text for notice in notices] == ["Chiều thứ Sáu bộ phận một cửa nghỉ."]


def test_the_working_hours_are_edited(keyboard: Keyboard, full_console: FullConsole) -> None:
    keyboard.page.goto(f"{full_console.url}/gio-lam-viec")
    keyboard.tab_to(lambda now: now["id"] == "hours")
    keyboard.press("Control+A")
    keyboard.type("12")
    keyboard.press("Enter")
    expect(keyboard.page.get_by_role("status")).to_be_visible()
    expect(keyboard.page.get_by_label("Trả lời trong")).to_have_value("12")
