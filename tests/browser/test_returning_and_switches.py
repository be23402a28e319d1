"""Our own page, engine without Rasa: replies, switches, links, notices, accessibility, a server that goes away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from accessibility import axe_findings
from standins.web_assistant import UNKNOWN, WebAssistant

NOTICE = "Thứ Sáu bộ phận một cửa nghỉ buổi chiều."
ASK = "Bạn cần hỏi gì?"
HOUR = timedelta(hours=1)
ASSISTED = "Tôi hỏi giùm người khác"

TakePicture = Callable[..., Path]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebAssistant]:
    """The assistant."""
    opened = WebAssistant(tmp_path_factory.mktemp("data"), TROLY_LOCALITY="xa_my_tho")
    now = datetime.now(UTC)
    opened.application.desk.announcing.add_notice(f"{NOTICE} <b>", now - HOUR, now + HOUR, "lan")
    yield opened
    opened.stop()


@pytest.fixture
def page(context: BrowserContext, assistant: WebAssistant) -> Page:
    """The chat page on a phone."""
    opened = context.new_page()
    opened.goto(assistant.url)
    return opened


def ask(page: Page, text: str) -> None:
    """Asks and waits for one more answer."""
    before = page.locator("#log .answer").count()
    page.get_by_label(ASK).fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#log .answer")).to_have_count(before + 1)


def test_reply_is_shown_once_when_the_resident_returns(
    page: Page, assistant: WebAssistant, take_picture: TakePicture
) -> None:
    """With its heading and its code; not again at the next visit, but still in the conversation."""
    ask(page, UNKNOWN)
    code = assistant.reply_to_last_question("Mời bạn tới Trạm Y tế xã để được hướng dẫn.")
    page.reload()
    expect(page.get_by_role("heading", name="Cán bộ đã trả lời câu hỏi của bạn")).to_be_visible()
    expect(page.locator("#log .answer").last).to_contain_text(code)
    expect(page.get_by_text("Mời bạn tới Trạm Y tế xã")).to_be_visible()
    take_picture(page, "reply-on-return")
    page.reload()
    expect(page.get_by_text("Mời bạn tới Trạm Y tế xã")).to_have_count(1)


def test_reply_is_shown_to_one_who_stays_on_the_page(page: Page, assistant: WebAssistant) -> None:
    """The page looks after half a minute, then ever more rarely."""
    page.clock.install()
    page.goto(assistant.url)
    ask(page, UNKNOWN)
    assistant.reply_to_last_question("Bạn gọi số của Trạm Y tế xã.")
    page.clock.fast_forward("00:31")
    expect(page.get_by_text("Bạn gọi số của Trạm Y tế xã.")).to_be_visible()


def test_page_does_not_look_for_replies_without_a_reason(context: BrowserContext, assistant: WebAssistant) -> None:
    """Not on a first visit, not after everything is answered, and not for ever."""
    page = context.new_page()
    looked: list[str] = []
    ended: list[str] = []
    page.on("requestfinished", lambda request: ended.append(request.url) if "/api/replies" in request.url else None)
    page.on("request", lambda request: looked.append(request.url) if "/api/replies" in request.url else None)
    page.clock.install()
    page.goto(assistant.url)
    ask(page, "làm khai sinh")
    page.clock.fast_forward("01:00:00")
    assert looked == []
    ask(page, UNKNOWN)
    for _ in range(80):
        page.clock.fast_forward("06:00")
        page.wait_for_timeout(15)
        while len(ended) < len(looked):
            page.wait_for_timeout(5)
    assert 20 <= len(looked) <= 60
    seen = len(looked)
    page.clock.fast_forward("10:00:00")
    page.wait_for_timeout(100)
    assert len(looked) == seen


def test_asking_for_another_person_is_counted_apart_and_remembered_for_some_hours(
    page: Page, assistant: WebAssistant
) -> None:
    """The switch stays on over a reload, says so, and goes off by itself."""
    page.get_by_label(ASSISTED).check()
    page.reload()
    expect(page.get_by_label(ASSISTED)).to_be_checked()
    expect(page.get_by_text("Đang hỏi giùm người khác")).to_be_visible()
    ask(page, "hỏi giùm bà Tư")
    page.get_by_label(ASSISTED).uncheck()
    expect(page.get_by_text("Đang hỏi giùm người khác")).to_be_hidden()
    ask(page, "hỏi cho mình")
    flags = assistant.column(
        "select assisted from usage_events where text in ('hỏi giùm bà Tư', 'hỏi cho mình') order by at"
    )
    assert flags == [1, 0]
    page.get_by_label(ASSISTED).check()
    page.clock.install()
    page.clock.fast_forward("05:00:00")
    page.reload()
    expect(page.get_by_label(ASSISTED)).not_to_be_checked()


def test_opened_link_is_counted_and_shows_where_it_leads(
    page: Page, context: BrowserContext, assistant: WebAssistant
) -> None:
    """The official page opens, without knowing where the resident came from."""
    came: list[dict[str, str]] = []

    def official(route: Route) -> None:
        came.append(route.request.headers)
        route.fulfill(body="<h1>Cổng Dịch vụ công</h1>", content_type="text/html; charset=utf-8")

    context.route("https://dichvucong.gov.vn/**", official)
    ask(page, "làm khai sinh")
    link = page.locator("#log a.official").last
    expect(link).to_contain_text("dichvucong.gov.vn")
    with context.expect_page() as opened:
        link.click()
    expect(opened.value.get_by_role("heading")).to_have_text("Cổng Dịch vụ công")
    assert opened.value.url == "https://dichvucong.gov.vn/?a=1&b=2"
    assert "referer" not in came[0]
    assert assistant.column("select host from link_clicks") == ["dichvucong.gov.vn"]


def test_link_that_was_changed_is_explained(page: Page, assistant: WebAssistant, take_picture: TakePicture) -> None:
    """And leads nowhere."""
    response = page.goto(f"{assistant.url}/go/abc.def")
    assert response
    assert response.status == 404
    expect(page.get_by_role("heading", name="Liên kết này không dùng được")).to_be_visible()
    assert axe_findings(page.main_frame) == []
    take_picture(page, "dead-link")


def test_notices_stand_above_the_greeting_as_text(page: Page) -> None:
    """Where the console will put them."""
    expect(page.get_by_role("note").first).to_have_text(f"{NOTICE} <b>")


def test_server_that_goes_away_and_comes_back_answers_once(page: Page, assistant: WebAssistant) -> None:
    """The page tries again by itself."""
    ask(page, "trước khi máy chủ tắt")
    assistant.stop()
    page.get_by_label(ASK).fill("lúc máy chủ tắt")
    page.keyboard.press("Enter")
    expect(page.locator("#log .unsent")).to_have_count(1)
    assistant.start()
    expect(page.locator("#log .answer")).to_have_count(2)
    expect(page.locator("#log .unsent")).to_have_count(0)
    assert len(assistant.column("select turn from usage_events where text = 'lúc máy chủ tắt'")) == 1


def test_slow_answer_is_announced(page: Page, assistant: WebAssistant) -> None:
    """While it is being made."""
    assistant.engine.hold("chậm")
    page.get_by_label(ASK).fill("chậm")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Đang trả lời…")
    assistant.engine.release()
    expect(page.locator("#log .answer")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("")


@pytest.mark.parametrize("width", [320, 1100])
def test_axe_finds_nothing_serious(page: Page, width: int) -> None:
    """Empty page, answers, what was not sent, the question before clearing, large text."""
    page.set_viewport_size({"width": width, "height": 700})
    assert axe_findings(page.main_frame) == []
    ask(page, "làm khai sinh")
    ask(page, UNKNOWN)
    page.get_by_label(ASSISTED).check()
    page.get_by_role("button", name="Xoá cuộc trò chuyện trên máy này").click()
    assert axe_findings(page.main_frame) == []
    page.get_by_role("button", name="Chữ to").click()
    page.context.set_offline(True)
    page.get_by_label(ASK).fill("mất mạng")
    page.keyboard.press("Enter")
    expect(page.locator("#log .unsent")).to_have_count(1)
    assert axe_findings(page.main_frame) == []
