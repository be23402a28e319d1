"""The console as officers use it: from a question in other words on two channels to a reply that reaches everybody."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from standins.desk_server import PASSWORD, DeskServer, a_desk

pytestmark = pytest.mark.browser
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 860}
QUESTIONS = ("Xã mình có lớp dạy bơi cho trẻ em không?", "cho hoi lop day boi tre em o xa", "lớp dạy bơi trẻ em vậy ad")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with a_desk(tmp_path_factory.mktemp("desk")) as server:
        for chat, text in enumerate(QUESTIONS, start=11):
            server.telegram.user_says(chat, text)
        server.telegram.user_says(20, "Đèn đường ở ấp 1 hư, báo ai?")
        wait(lambda: all(server.telegram.sent(chat) for chat in (11, 12, 13, 20)))
        yield server


def wait(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "expected something that did not happen"
        time.sleep(0.1)


def test_a_draft_survives_a_closed_tab(open_page, desk):
    page = open_page()
    page.goto(f"{desk.url}/console/muc/2")
    page.get_by_label("Nội dung trả lời").fill("Báo tổ trưởng tổ dân phố")
    expect(page.locator("#draft-state")).to_contain_text("✓")
    page.close()
    again = open_page()
    again.goto(f"{desk.url}/console/muc/2")
    expect(again.get_by_label("Nội dung trả lời")).to_have_value("Báo tổ trưởng tổ dân phố")


def test_a_draft_that_is_not_kept_says_so_and_the_login_leads_back_to_its_item(open_page, desk):
    page = open_page()
    page.goto(f"{desk.url}/console/muc/2")
    page.context.clear_cookies()
    page.get_by_label("Nội dung trả lời").fill("Gọi số của điện lực")
    expect(page.locator("#draft-state")).to_contain_text("Chưa lưu được nháp")
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.get_by_label("Tên đăng nhập").fill("officer")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page).to_have_url(f"{desk.url}/console/muc/2")


def test_the_queue_is_used_by_keyboard_alone(open_page, desk):
    page = open_page("reviewer")
    page.keyboard.press("/")
    expect(page.get_by_label("Tìm câu hỏi hoặc mã")).to_be_focused()
    page.keyboard.type("den duong")
    page.keyboard.press("Enter")
    page.wait_for_url("**tim=den+duong**")
    page.keyboard.press("j")
    expect(page.locator("a.item").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/muc/*")
    page.keyboard.press("r")
    expect(page.get_by_label("Nội dung trả lời")).to_be_focused()


def test_what_four_people_asked_is_answered_once_and_reaches_all_four(open_page, desk, browser, take_picture):
    resident = browser.new_context(viewport=PHONE, locale="vi-VN").new_page()
    resident.goto(desk.url)
    resident.get_by_label("Bạn cần hỏi gì?").fill("Lớp dạy bơi cho trẻ em có không ạ")
    resident.get_by_role("button", name="Gửi").click()
    answer = resident.locator("#log .answer").last
    expect(answer).to_contain_text("TL-")
    code = re.search(r"TL-\w{6}", answer.inner_text()).group()

    officer = open_page()
    wait(lambda: desk.application.desk.queue.item(1).residents == 4)
    clicks = 0
    officer.goto(f"{desk.url}/console/?xep=asked")
    first = officer.locator("a.item").first
    expect(first).to_contain_text("4 người hỏi")
    first.click()
    clicks += 1
    officer.get_by_label("Nội dung trả lời").fill("Có. Lớp học bơi mở mỗi sáng thứ Bảy ở hồ bơi xã.")
    officer.get_by_role("button", name="Xem trước").click()
    clicks += 1
    expect(officer.locator(".preview")).to_contain_text("mỗi sáng thứ Bảy")
    take_picture(officer, "console-xem-truoc-desktop")
    officer.get_by_role("button", name="Gửi", exact=True).click()
    clicks += 1
    expect(officer.get_by_role("status")).to_contain_text("Đã gửi tới 4 câu hỏi")
    assert clicks <= 4

    for chat in (11, 12, 13):
        wait(lambda chat=chat: len(desk.telegram.sent(chat)) == 2)
        assert "mỗi sáng thứ Bảy" in desk.telegram.sent(chat)[1]["text"]
    resident.get_by_label("Bạn cần hỏi gì?").fill(code)
    resident.get_by_role("button", name="Gửi").click()
    expect(resident.locator("#log .answer").last).to_contain_text("mỗi sáng thứ Bảy")
    resident.context.close()
