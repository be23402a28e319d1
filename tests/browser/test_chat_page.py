"""The chat page in a real browser against a real server and model."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

DOCUMENTS = "làm khai sinh cho con cần giấy tờ gì"
CODE = re.compile(r"TL-[2-9A-HJKMNP-Z]{6}")
# Public matters outside the catalogue; which of them a model offers a neighbour for changes with each training.
UNKNOWN = (
    "thủ tục xin mở phòng khám răng tư nhân",
    "xin visa du học Pháp cần sổ tiết kiệm bao nhiêu",
    "muốn mở công ty cổ phần thì nộp hồ sơ ở đâu",
)

TakePicture = Callable[..., Path]


def ask(page: Page, text: str) -> str:
    """Types a question, sends it with Enter and returns the text of the answer that follows it."""
    before = page.locator("#log .answer").count()
    page.get_by_label("Bạn cần hỏi gì?").fill(text)
    page.keyboard.press("Enter")
    return next_answer(page, before)


def next_answer(page: Page, before: int) -> str:
    """Waits for one more answer and returns its text."""
    answers = page.locator("#log .answer")
    expect(answers).to_have_count(before + 1)
    expect(page.get_by_role("status")).to_have_text("")
    return answers.last.inner_text()


def turns(server: Any, text: str) -> int:
    """Number of turns in the usage log with a text."""
    with closing(sqlite3.connect(server.data_dir / "troly.db")) as database:
        return int(database.execute("select count(*) from usage_events where text = ?", [text]).fetchone()[0])


def test_page_greets_for_the_locality(page: Page, take_picture: TakePicture) -> None:
    """The first screen says who answers, what about, and what not to send."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Trợ lý số dịch vụ công")
    expect(page.get_by_text("Xã Mỹ Hiệp", exact=True)).to_be_visible()
    expect(page.get_by_text("Xin đừng gửi số căn cước")).to_be_visible()
    expect(page.get_by_role("button", name="Đăng ký khai sinh")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "vi"
    take_picture(page, "phone-start", full_page=True)


def test_question_with_tone_marks_then_follow_up(page: Page, take_picture: TakePicture) -> None:
    """Documents first, then the fee of the same procedure."""
    answer = ask(page, DOCUMENTS)
    assert "Đăng ký khai sinh" in answer
    assert "Giấy chứng sinh" in answer
    take_picture(page, "phone-answer")
    take_picture(page, "phone-answer-full", full_page=True)
    assert "Lệ phí" in ask(page, "còn lệ phí?")


def test_question_without_tone_marks(page: Page) -> None:
    """The same answer for what many people type."""
    answer = ask(page, "lam khai sinh cho con can giay to gi")
    assert "Đăng ký khai sinh" in answer
    assert "Giấy chứng sinh" in answer


def test_aspect_button_and_topic_button_answer(page: Page) -> None:
    """Buttons are real buttons; a click is a question."""
    page.get_by_role("button", name="Đăng ký tạm trú").tap()
    assert "Đăng ký tạm trú" in next_answer(page, 0)
    page.locator("#log").get_by_role("button", name="Giấy tờ cần có").tap()
    assert "Giấy tờ cần có:" in next_answer(page, 1)


def test_official_link_opens_a_new_page_without_referrer(page: Page) -> None:
    """The link goes to the official site and gives nothing away."""
    ask(page, DOCUMENTS)
    link = page.locator("#log a.official").first
    expect(link).to_contain_text("dichvucong.gov.vn")
    response = page.request.get(page.url + (link.get_attribute("href") or "").lstrip("/"), max_redirects=0)
    assert response.headers["location"].startswith("https://dichvucong.gov.vn/")
    assert link.get_attribute("target") == "_blank"
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_unknown_question_gets_a_code_that_can_be_looked_up(page: Page) -> None:
    """The question waits for an officer; typing the code says so."""
    answers = (ask(page, text) for text in UNKNOWN)
    found = next((code for answer in answers if (code := CODE.search(answer))), None)
    assert found is not None
    waiting = ask(page, found.group())
    assert found.group() in waiting
    assert "đang chờ cán bộ trả lời" in waiting


def test_reload_keeps_conversation_and_context(page: Page) -> None:
    """What was said is still there, and the next question still knows the topic."""
    ask(page, DOCUMENTS)
    page.reload()
    expect(page.locator("#log .question")).to_have_text(re.compile(DOCUMENTS))
    expect(page.locator("#log .answer h2")).to_have_text("Đăng ký khai sinh")
    answer = ask(page, "còn lệ phí?")
    assert "Đăng ký khai sinh" in answer
    assert "Lệ phí" in answer


def test_at_most_fifty_bubbles_are_kept(page: Page) -> None:
    """The memory of the device is not filled up."""
    page.evaluate(
        """localStorage.setItem("troly.chat.1", JSON.stringify(Array.from({length: 300}, (_, n) =>
           ({kind: "answer", id: "" + n, lines: ["câu " + n]}))))"""
    )
    page.reload()
    ask(page, "xin chào")
    assert page.evaluate("JSON.parse(localStorage.getItem('troly.chat.1')).length") == 50


@pytest.mark.parametrize("kept", ["{", "5", '[null, 5, {"kind": "answer"}]', '[{"kind": "question", "id": "a"}]'])
def test_broken_memory_is_ignored(page: Page, kept: str) -> None:
    """A damaged record must not take the page down."""
    page.evaluate("kept => localStorage.setItem('troly.chat.1', kept)", kept)
    page.reload()
    assert ask(page, "xin chào")


def test_clearing_removes_the_conversation_and_its_context(page: Page) -> None:
    """After it a follow-up belongs to nobody's question."""
    ask(page, DOCUMENTS)
    page.get_by_role("button", name="Xoá cuộc trò chuyện trên máy này").click()
    page.get_by_role("button", name="Không xoá").click()
    expect(page.locator("#log .bubble")).to_have_count(2)
    page.get_by_role("button", name="Xoá cuộc trò chuyện trên máy này").click()
    with page.expect_response("**/api/session"):
        page.get_by_role("button", name="Xoá", exact=True).click()
    expect(page.locator("#log .bubble")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('troly.chat.1')") is None
    page.reload()
    assert "Đăng ký khai sinh\nLệ phí" not in ask(page, "còn lệ phí?")


def test_message_written_offline_is_sent_once_when_the_network_is_back(
    page: Page, context: BrowserContext, server: Any, take_picture: TakePicture
) -> None:
    """It waits on the device, marked as not sent, over a change of network."""
    text = "đăng ký tạm trú ở đâu khi mất mạng"
    context.set_offline(True)
    page.get_by_label("Bạn cần hỏi gì?").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#log .unsent")).to_have_text(re.compile("Chưa gửi"))
    expect(page.get_by_role("status")).to_have_text(re.compile("Chưa có mạng"))
    take_picture(page, "phone-offline")
    assert turns(server, text) == 0
    context.set_offline(False)
    expect(page.locator("#log .answer")).to_have_count(1)
    expect(page.locator("#log .unsent")).to_have_count(0)
    assert turns(server, text) == 1


def test_waiting_messages_survive_closing_the_page_and_keep_their_order(
    page: Page, context: BrowserContext, server: Any
) -> None:
    """Closing the page offline loses nothing."""
    context.set_offline(True)
    for text in ("làm khai sinh cần giấy tờ gì", "còn lệ phí?"):
        page.get_by_label("Bạn cần hỏi gì?").fill(text)
        page.keyboard.press("Enter")
    expect(page.locator("#log .unsent")).to_have_count(2)
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(server.url)
    expect(again.locator("#log .answer")).to_have_count(2)
    classes = [element.get_attribute("class") or "" for element in again.locator("#log .bubble").all()]
    assert ["question" in name for name in classes] == [True, False, True, False]


def test_lost_response_is_asked_for_again_and_counted_once(page: Page, server: Any) -> None:
    """The server answered, the answer got lost: the same id brings the same answer."""
    text = "cấp lại thẻ căn cước khi mạng chập chờn"
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        response = route.fetch()
        if lost:
            route.fulfill(response=response)
        else:
            lost.append(response.text())
            route.abort()

    page.route("**/api/chat", lose_first)
    assert ask(page, text)
    assert turns(server, text) == 1


def test_keyboard_alone_is_enough(page: Page) -> None:
    """Skip link, question, buttons: Tab and Enter, with a visible focus and no trap."""
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Tới ô gõ câu hỏi")
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Bạn cần hỏi gì?")).to_be_focused()
    page.keyboard.type("làm khai sinh")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("cần giấy tờ gì")
    expect(page.get_by_label("Bạn cần hỏi gì?")).to_have_value("làm khai sinh\ncần giấy tờ gì")
    page.keyboard.press("Enter")
    assert "Đăng ký khai sinh" in next_answer(page, 0)
    expect(page.get_by_label("Bạn cần hỏi gì?")).to_be_focused()
    expect(page.get_by_label("Bạn cần hỏi gì?")).to_have_value("")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent") == "Lệ phí":
            break
    expect(page.locator(":focus")).to_be_in_viewport()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert "Lệ phí" in next_answer(page, 1)


def test_enter_of_a_composing_keyboard_does_not_send(page: Page) -> None:
    """Vietnamese input methods use Enter to end a word."""
    page.get_by_label("Bạn cần hỏi gì?").fill("lam khai sinh")
    page.evaluate(
        """document.getElementById("question").dispatchEvent(
           new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""
    )
    expect(page.locator("#log .question")).to_have_count(0)


@pytest.mark.parametrize("is_large", [False, True])
def test_narrow_phone_never_scrolls_sideways(page: Page, is_large: bool, take_picture: TakePicture) -> None:
    """320 px, also with large text, with a long answer and a word without a break."""
    page.set_viewport_size({"width": 320, "height": 568})
    if is_large:
        page.get_by_role("button", name="Chữ to").click()
    ask(page, DOCUMENTS)
    ask(page, "x" * 300)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    take_picture(page, f"narrow-{'large' if is_large else 'normal'}", full_page=True)


def test_touch_targets_are_large_enough(page: Page) -> None:
    """At least 44 px high, in the page and in answers."""
    ask(page, DOCUMENTS)
    small = page.evaluate(
        """Array.from(document.querySelectorAll("button, a.official, textarea"))
           .map(element => [element.textContent, element.getBoundingClientRect().height])
           .filter(([, height]) => height > 0 && height < 44)"""
    )
    assert small == []


def test_colours_have_enough_contrast(page: Page) -> None:
    """WCAG AA: 4.5 to 1 for every text on what lies behind it."""
    ask(page, DOCUMENTS)
    assert page.evaluate(CONTRAST_PROBLEMS) == []


def test_large_text_is_kept_over_a_reload(page: Page, take_picture: TakePicture) -> None:
    """The toggle enlarges everything by a third and says its state."""
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="Chữ to").click()
    expect(page.get_by_role("button", name="Chữ to")).to_have_attribute("aria-pressed", "true")
    page.reload()
    assert page.evaluate(size) >= before * 1.3
    ask(page, DOCUMENTS)
    take_picture(page, "phone-large")
    page.get_by_role("button", name="Chữ to").click()
    assert page.evaluate(size) == before


def test_no_request_leaves_the_origin_and_no_error_is_logged(context: BrowserContext, server: Any) -> None:
    """Nothing foreign is loaded, and the content policy is never broken."""
    requested: list[str] = []
    errors: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(server.url)
    ask(page, DOCUMENTS)
    page.get_by_role("button", name="Chữ to").click()
    page.reload()
    ask(page, "<img src=x onerror=alert(1)><script>alert(2)</script>")
    assert [url for url in requested if not url.startswith(server.url)] == []
    assert errors == []
    assert page.locator("#log img, #log script").count() == 0


def test_question_is_read_out_by_screen_readers(page: Page) -> None:
    """The log is a polite live region with a name; who speaks is told in words."""
    log = page.get_by_role("log", name="Cuộc trò chuyện")
    expect(log).to_have_attribute("aria-live", "polite")
    ask(page, "xin chào")
    expect(log).to_contain_text("Bạn hỏi: xin chào")
    expect(log).to_contain_text("Trợ lý trả lời:")


def test_page_works_without_javascript(browser: Browser, server: Any, take_picture: TakePicture) -> None:
    """Forms post, the answer comes as a page, its buttons work, and the conversation goes on."""
    with closing(browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})) as context:
        page = context.new_page()
        page.goto(server.url)
        expect(page.locator("noscript p")).to_be_visible()
        expect(page.get_by_role("button", name="Chữ to")).to_have_count(0)
        page.get_by_label("Bạn cần hỏi gì?").fill(DOCUMENTS)
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(page.get_by_role("heading", level=2)).to_have_text("Đăng ký khai sinh")
        take_picture(page, "phone-no-script", full_page=True)
        page.get_by_role("button", name="Lệ phí").click()
        expect(page.locator("#log .answer")).to_contain_text("Lệ phí:")
        page.get_by_label("Bạn cần hỏi gì?").fill("bao lâu thì xong")
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(page.get_by_role("heading", level=2)).to_have_text("Đăng ký khai sinh")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_desktop(browser: Browser, server: Any, take_picture: TakePicture) -> None:
    """A wide screen keeps lines readable."""
    with closing(browser.new_context(viewport={"width": 1280, "height": 800})) as context:
        page = context.new_page()
        page.goto(server.url)
        take_picture(page, "desktop-start")
        ask(page, DOCUMENTS)
        take_picture(page, "desktop-answer")
        width = page.locator("#log .answer").last.evaluate("element => element.getBoundingClientRect().width")
        assert width <= 900


# Texts whose contrast with the nearest painted background is under 4.5.
CONTRAST_PROBLEMS = """() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let node = element; node; node = node.parentElement) {
      const colour = channels(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const problems = [];
  for (const element of document.querySelectorAll("body *")) {
    const hasText = Array.from(element.childNodes).some(node => node.nodeType === 3 && node.textContent.trim());
    if (!hasText || !element.getClientRects().length) continue;
    const ink = light(channels(getComputedStyle(element).color));
    const ground = light(behind(element));
    const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    if (ratio < 4.5) problems.push([element.tagName, element.textContent.slice(0, 30), ratio]);
  }
  return problems;
}"""
