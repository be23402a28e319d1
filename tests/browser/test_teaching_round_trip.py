"""From a question that four people ask in their own words to a model that answers it, and back.

A real browser, a real `troly serve` with a model of its own, and the stand-in for Telegram; nothing else is faked.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accessibility import axe_findings
from standins.small_project import SmallProject, run_troly
from standins.telegram_api import TelegramStandIn
from standins.troly_process import TrolyProcess

UNKNOWN = "thiệp đầy cữ xin ở đâu vậy"
ON_TELEGRAM = {
    11: UNKNOWN,
    12: "cho hoi thiep day cu xin o dau vay",
    13: "dạ cho em hỏi thiệp đầy cữ thì đi xin ở chỗ nào",
}
ON_THE_WEB = "tui muốn xin thiệp đầy cữ thì ra chỗ nào"
NEIGHBOUR = "báo tử cho ông nội vừa mất tại nhà cần giấy tờ gì"
REPLY = "Bà con gọi thiệp đầy cữ là giấy khai sinh. Mời ra bàn số 2 của Trung tâm."
TOPIC = "dang_ky_khai_sinh"
CODE = re.compile(r"TL-[2-9A-HJKMNP-Z]{6}")
PASSWORD = "mot cau de nho"
TRAINING_MS = 600_000
ANSWER_MS = 60_000

TakePicture = Callable[..., Path]


@dataclass(frozen=True)
class Small:
    """The running small assistant, with one-time passwords of its officers."""

    url: str
    passwords: dict[str, str]
    telegram: TelegramStandIn
    process: TrolyProcess


@pytest.fixture(scope="module")
def small(trained_small_project: SmallProject, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A copy with a dozen topics and its model, with an officer and a reviewer, on the web and on Telegram."""
    project, data_dir = trained_small_project.project, tmp_path_factory.mktemp("round_trip") / "kept"
    shutil.copytree(trained_small_project.data_dir, data_dir)
    passwords = {
        name: run_troly(project, data_dir, "officers", "add", name, "--role", role, "--shown-name", shown)
        .strip()
        .rpartition(" ")[2]
        for name, role, shown in (("lan", "officer", "Chị Lan"), ("minh", "reviewer", "Anh Minh"))
    }
    with TelegramStandIn() as telegram:
        settings = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_BASE": telegram.api_base}
        process = TrolyProcess(data_dir, project=project, **settings)
        yield Small(process.url, passwords, telegram, process)
        process.stop()


def open_chat(browser: Browser, small: Small) -> Page:
    """The page of a resident who was never here before."""
    page = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN").new_page()
    page.set_default_timeout(ANSWER_MS)
    page.goto(small.url, timeout=ANSWER_MS)
    return page


def type_in(page: Page, text: str) -> str:
    """Types something into the chat; returns the answer."""
    answers = page.locator("#log .answer")
    before = answers.count()
    page.get_by_label("Bạn cần hỏi gì?").fill(text)
    page.keyboard.press("Enter")
    expect(answers).to_have_count(before + 1, timeout=ANSWER_MS)
    expect(page.get_by_role("status")).to_have_text("", timeout=ANSWER_MS)
    return answers.last.inner_text()


def ask(browser: Browser, small: Small, text: str) -> str:
    """A resident who was never here before types a question on the page; returns the answer."""
    page = open_chat(browser, small)
    answer = type_in(page, text)
    page.context.close()
    return answer


def next_message(small: Small, chat: int, seen: int) -> str:
    """What the bot sent to a chat on Telegram after the messages that were seen."""
    end = time.monotonic() + ANSWER_MS / 1000
    while len(small.telegram.sent(chat)) <= seen:
        assert time.monotonic() < end, f"expected message {seen + 1} in chat {chat}, got {small.telegram.sent(chat)}"
        time.sleep(0.1)
    return str(small.telegram.sent(chat)[-1]["text"])


def ask_on_telegram(small: Small, chat: int, text: str) -> str:
    """A resident asks on Telegram; returns the answer."""
    seen = len(small.telegram.sent(chat))
    small.telegram.user_says(chat, text)
    return next_message(small, chat, seen)


def code_in(answer: str) -> str:
    """The code that an answer names."""
    found = CODE.search(answer)
    assert found, f"expected a code, got: {answer}"
    return found.group()


def sign_in(browser: Browser, small: Small, name: str, *, width: int) -> Page:
    """An officer at a desk or with a phone, with a password of their own."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(ANSWER_MS)
    for password in (small.passwords[name], PASSWORD):
        page.goto(f"{small.url}/console/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill(name)
        page.get_by_label("Mật khẩu").fill(password)
        page.get_by_role("button", name="Đăng nhập").click()
        if password != PASSWORD:
            page.get_by_label("Mật khẩu hiện tại").fill(password)
            page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
            page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
            page.get_by_role("button", name="Đổi mật khẩu").click()
    return page


def check_page(page: Page) -> None:
    """Nothing serious for axe, and nothing wider than the screen."""
    assert axe_findings(page.main_frame) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.browser
def test_what_four_people_ask_is_replied_to_taught_trained_answered_and_rolled_back(
    browser: Browser, small: Small, take_picture: TakePicture
) -> None:
    neighbour = ask(browser, small, NEIGHBOUR)
    assert "Đăng ký khai tử" in neighbour
    neighbour_there = ask_on_telegram(small, 31, NEIGHBOUR)
    codes = {chat: code_in(ask_on_telegram(small, chat, text)) for chat, text in ON_TELEGRAM.items()}
    resident = open_chat(browser, small)
    code_on_the_web = code_in(type_in(resident, ON_THE_WEB))
    assert len({*codes.values(), code_on_the_web}) == 4

    # One reply, in at most four clicks and one text field, reaches all four with the code of each.
    officer = sign_in(browser, small, "lan", width=360)
    officer.goto(f"{small.url}/console/")
    first = officer.locator("a.item").first
    expect(officer.locator("a.item")).to_have_count(1)
    expect(first).to_contain_text("4 người hỏi")
    take_picture(officer, "round-trip-queue")
    first.click()
    officer.get_by_label("Nội dung trả lời").fill(REPLY)
    item = officer.url
    officer.get_by_role("button", name="Gửi", exact=True).click()
    expect(officer.get_by_text("Đã gửi tới 4 câu hỏi")).to_be_visible()
    for chat, code in codes.items():
        received = next_message(small, chat, 1)
        assert REPLY in received
        assert code in received
    assert REPLY in type_in(resident, code_on_the_web)

    # Taught by clicks, from one of the four questions.
    officer.goto(item)
    asked = officer.locator(".questions li").filter(has_text=codes[11])
    asked.get_by_role("link", name="Dạy từ câu này").click()
    take_picture(officer, "teach-question")
    form = officer.locator("#form-sample")
    expect(form.get_by_label("Câu hỏi của người dân")).to_have_value(UNKNOWN)
    form.get_by_label("Chủ đề").select_option(TOPIC)
    form.get_by_label("Vì sao").fill("Bà con gọi giấy khai sinh là thiệp đầy cữ")
    form.get_by_role("button", name="Xem trước").click()
    take_picture(officer, "teach-preview")
    officer.get_by_role("button", name="Gửi người duyệt").click()
    expect(officer.get_by_text("Đã gửi. Người duyệt sẽ xem.")).to_be_visible()
    expect(officer.get_by_role("button", name="Duyệt")).to_have_count(0)

    reviewer = sign_in(browser, small, "minh", width=1100)
    reviewer.get_by_role("link", name="Dạy trợ lý").first.click()
    reviewer.get_by_role("link", name="Thêm câu hỏi mẫu").click()
    take_picture(reviewer, "teach-review")
    reviewer.get_by_role("button", name="Duyệt", exact=True).click()
    expect(reviewer.get_by_text("Đã duyệt và lưu")).to_be_visible()
    code_in(ask(browser, small, UNKNOWN))  # nothing changes before a training

    reviewer.get_by_role("link", name="Huấn luyện").first.click()
    reviewer.get_by_role("button", name="Huấn luyện", exact=True).click()
    expect(reviewer.get_by_text("Đã bắt đầu huấn luyện.")).to_be_visible()
    expect(reviewer.locator("#progress")).to_contain_text("Đang học từ dữ liệu", timeout=ANSWER_MS)
    check_page(reviewer)
    take_picture(reviewer, "training-progress")
    assert ask(browser, small, NEIGHBOUR) == neighbour, "the assistant answers while it trains"
    expect(reviewer.locator(".flash")).to_contain_text("không nhóm câu hỏi nào bị kém đi", timeout=TRAINING_MS)
    expect(reviewer.locator("#slices tbody tr")).not_to_have_count(0)
    take_picture(reviewer, "training-gate", full_page=True)
    check_page(reviewer)
    reviewer.set_viewport_size({"width": 360, "height": 740})
    take_picture(reviewer, "training-gate-phone", full_page=True)
    check_page(reviewer)

    # Live without a restart, on both channels; the neighbour is what it was.
    taught = ask_on_telegram(small, 41, UNKNOWN)
    assert "Đăng ký khai sinh" in taught
    assert not CODE.search(taught)
    taught = ask(browser, small, UNKNOWN)
    assert "Đăng ký khai sinh" in taught
    assert not CODE.search(taught)
    assert ask(browser, small, NEIGHBOUR) == neighbour
    assert ask_on_telegram(small, 32, NEIGHBOUR) == neighbour_there

    reviewer.get_by_role("button", name="Quay lại bản trước").click()
    expect(reviewer.get_by_text("Đã quay lại bản trước.")).to_be_visible()
    code_in(ask(browser, small, UNKNOWN))
    code_in(ask_on_telegram(small, 51, UNKNOWN))
    assert ask(browser, small, NEIGHBOUR) == neighbour
    assert small.process.process.poll() is None, "the same process served all the while"
