"""From a question that nobody could answer to a model that answers it, and back: in a real browser, nothing faked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from standins.small_project import make_small_project, run_troly
from standins.troly_process import TrolyProcess

UNKNOWN = "tờ lót ổ của bé đi làm ở đâu"
NEIGHBOUR = "báo tử cho ông nội vừa mất tại nhà cần giấy tờ gì"
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


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A copy with a dozen topics, trained once, with an officer and a reviewer."""
    folder = tmp_path_factory.mktemp("small")
    project, data_dir = make_small_project(folder), folder / "kept"
    run_troly(project, data_dir, "train", seconds=TRAINING_MS // 1000)
    passwords = {
        name: run_troly(project, data_dir, "officers", "add", name, "--role", role, "--shown-name", shown)
        .strip()
        .rpartition(" ")[2]
        for name, role, shown in (("lan", "officer", "Chị Lan"), ("minh", "reviewer", "Anh Minh"))
    }
    process = TrolyProcess(data_dir, project=project)
    yield Small(process.url, passwords)
    process.stop()


def ask(browser: Browser, small: Small, text: str) -> str:
    """A resident who was never here before types a question on the page; returns the answer."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    page.goto(small.url, timeout=ANSWER_MS)
    page.get_by_label("Bạn cần hỏi gì?").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#log .answer")).to_have_count(1, timeout=ANSWER_MS)
    expect(page.get_by_role("status")).to_have_text("", timeout=ANSWER_MS)
    answer = page.locator("#log .answer").inner_text()
    context.close()
    return answer


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


@pytest.mark.browser
def test_an_unknown_question_is_taught_trained_answered_and_rolled_back(
    browser: Browser, small: Small, take_picture: TakePicture
) -> None:
    unknown, neighbour = ask(browser, small, UNKNOWN), ask(browser, small, NEIGHBOUR)
    assert "Đăng ký khai tử" in neighbour
    code = CODE.search(unknown)
    assert code, unknown

    officer = sign_in(browser, small, "lan", width=360)
    officer.goto(f"{small.url}/console/day/cau-hoi?ma={code.group()}")
    take_picture(officer, "teach-question")
    form = officer.locator("#form-sample")
    expect(form.get_by_label("Câu hỏi của người dân")).to_have_value(UNKNOWN)
    form.get_by_label("Chủ đề").select_option(TOPIC)
    form.get_by_label("Vì sao").fill("Bà con gọi giấy khai sinh là tờ lót ổ")
    form.get_by_role("button", name="Xem trước").click()
    take_picture(officer, "teach-preview")
    officer.get_by_role("button", name="Gửi người duyệt").click()
    expect(officer.get_by_text("Đã gửi. Người duyệt sẽ xem.")).to_be_visible()
    expect(officer.get_by_role("button", name="Duyệt")).to_have_count(0)

    reviewer = sign_in(browser, small, "minh", width=1100)
    reviewer.goto(f"{small.url}/console/day")
    reviewer.get_by_role("link", name="Thêm câu hỏi mẫu").click()
    take_picture(reviewer, "teach-review")
    reviewer.get_by_role("button", name="Duyệt", exact=True).click()
    expect(reviewer.get_by_text("Đã duyệt và lưu")).to_be_visible()
    assert CODE.search(ask(browser, small, UNKNOWN)), "nothing changes before a training"

    reviewer.goto(f"{small.url}/console/huan-luyen")
    reviewer.get_by_role("button", name="Huấn luyện", exact=True).click()
    expect(reviewer.get_by_text("Đã bắt đầu huấn luyện.")).to_be_visible()
    expect(reviewer.locator("#progress")).to_contain_text("Đang học từ dữ liệu", timeout=ANSWER_MS)
    take_picture(reviewer, "training-progress")
    assert ask(browser, small, NEIGHBOUR) == neighbour, "the assistant answers while it trains"
    expect(reviewer.locator(".flash")).to_contain_text("không nhóm câu hỏi nào bị kém đi", timeout=TRAINING_MS)
    expect(reviewer.locator("#slices tbody tr")).not_to_have_count(0)
    take_picture(reviewer, "training-gate", full_page=True)

    taught = ask(browser, small, UNKNOWN)
    assert "Đăng ký khai sinh" in taught
    assert not CODE.search(taught)
    assert ask(browser, small, NEIGHBOUR) == neighbour

    reviewer.get_by_role("button", name="Quay lại bản trước").click()
    expect(reviewer.get_by_text("Đã quay lại bản trước.")).to_be_visible()
    assert CODE.search(ask(browser, small, UNKNOWN))
    assert ask(browser, small, NEIGHBOUR) == neighbour
