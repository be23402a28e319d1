"""The chat on a commune's own site: another origin, a strict content policy, styles that want to reach everything."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from accessibility import axe_findings
from standins.web_assistant import UNKNOWN, CommuneSite, WebAssistant

DESKTOP = {"width": 1100, "height": 760}
PHONE = {"width": 320, "height": 568}
LAUNCHER = "Hỏi trợ lý số"
CLOSE = "Đóng trợ lý số"

TakePicture = Callable[..., Path]


@pytest.fixture(scope="module")
def assistant(site: CommuneSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebAssistant]:
    """The assistant, which that site may show."""
    opened = WebAssistant(tmp_path_factory.mktemp("data"), TROLY_EMBED_SITES=site.url, TROLY_LOCALITY="xa_my_hiep")
    site.assistant = opened.url
    yield opened
    opened.stop()


@pytest.fixture
def desktop(browser: Browser, assistant: WebAssistant, site: CommuneSite) -> Iterator[Page]:
    """The site on a large screen, where frames of others have no storage: Playwright turns its partitioning off."""
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    page = context.new_page()
    page.goto(site.url)
    yield page
    context.close()


@pytest.fixture
def phone(browser: Browser, assistant: WebAssistant, site: CommuneSite) -> Iterator[Page]:
    """The site on the smallest phone."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN", has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site.url)
    yield page
    context.close()


@pytest.fixture
def usual(browser: Browser, assistant: WebAssistant, site: CommuneSite, tmp_path: Path) -> Iterator[Page]:
    """The site in Chromium as people have it, with storage apart for each site that shows a frame."""
    profile = tmp_path / "profile"
    context = browser.browser_type.launch_persistent_context(
        profile,
        executable_path=shutil.which("chromium"),
        ignore_default_args=True,
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--headless=new",
            "--no-first-run",
            "--password-store=basic",
            "--remote-debugging-pipe",
            f"--user-data-dir={profile}",
            "about:blank",
        ],
        viewport=DESKTOP,
        locale="vi-VN",
    )
    page = context.pages[0]
    page.goto(site.url)
    yield page
    context.close()


def opened(page: Page) -> FrameLocator:
    """Presses the button and waits for the chat."""
    page.get_by_role("button", name=LAUNCHER).click()
    return chat_of(page)


def chat_of(page: Page) -> FrameLocator:
    """The chat that is open, once its script is there."""
    chat = page.frame_locator("troly-chat iframe")
    expect(chat.locator(".send")).to_be_enabled(timeout=20_000)
    return chat


def ask(chat: FrameLocator, text: str) -> None:
    """Asks and waits for one more answer."""
    before = chat.locator("#log .answer").count()
    chat.get_by_label("Bạn cần hỏi gì?").fill(text)
    chat.get_by_label("Bạn cần hỏi gì?").press("Enter")
    expect(chat.locator("#log .answer")).to_have_count(before + 1)


def focused(page: Page) -> str:
    """Tag and class of what has the focus on the site, inside our shadow root too."""
    return page.evaluate(
        """(() => { const seen = document.activeElement; const inner = seen.shadowRoot && seen.shadowRoot.activeElement;
           return (inner || seen).tagName + "." + (inner || seen).className })()"""
    )


def gets_focus(page: Page, element: str) -> None:
    """Waits for it: the focus moves a moment after the window is gone."""
    for _ in range(600):
        if focused(page) == element:
            return
        page.wait_for_timeout(100)
    assert focused(page) == element


def test_one_script_tag_brings_the_chat_under_a_strict_policy(
    browser: Browser, assistant: WebAssistant, site: CommuneSite, take_picture: TakePicture
) -> None:
    """Nothing is blocked, nothing is logged, nothing comes from a third place, and the site's styles stay outside."""
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    page = context.new_page()
    said: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(site.url)
    expect(page.get_by_role("button", name=LAUNCHER)).to_be_visible()
    assert [url for url in requested if url.startswith(assistant.url)] == [f"{assistant.url}/embed.js"]
    chat = opened(page)
    expect(chat.get_by_text("Chào bà con xã Mỹ Thọ!")).to_be_visible()
    ask(chat, "làm khai sinh")
    assert said == []
    assert [url for url in requested if not url.startswith((site.url, assistant.url))] == []
    assert "serif" not in chat.locator("body").evaluate("e => getComputedStyle(e).fontFamily").split(",")
    assert page.locator("troly-chat .launcher").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") == 17
    take_picture(page, "embedded-desktop")
    context.close()


def test_another_site_cannot_show_the_chat(browser: Browser, assistant: WebAssistant) -> None:
    """Its address is not in TROLY_EMBED_SITES."""
    other = CommuneSite()
    other.assistant = assistant.url
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(other.url)
    page.get_by_role("button", name=LAUNCHER).click()
    for _ in range(600):
        page.wait_for_timeout(100)
        if any("frame-ancestors" in text for text in refused):
            break
    assert any("frame-ancestors" in text for text in refused)
    assert page.frame_locator("troly-chat iframe").locator("#composer").count() == 0
    context.close()
    other.stop()


def test_button_and_window_say_what_they_are(desktop: Page) -> None:
    """A dialog with a name; the button says whether it is open; the frame has a title."""
    launcher = desktop.get_by_role("button", name=LAUNCHER)
    expect(launcher).to_have_attribute("aria-expanded", "false")
    expect(launcher).to_have_attribute("aria-haspopup", "dialog")
    opened(desktop)
    expect(desktop.get_by_role("dialog", name="Trợ lý số dịch vụ công – Xã Mỹ Thọ")).to_be_visible()
    expect(desktop.locator("troly-chat iframe")).to_have_attribute("title", "Trợ lý số dịch vụ công – Xã Mỹ Thọ")
    expect(desktop.locator("troly-chat .launcher")).to_have_attribute("aria-expanded", "true")


def test_keyboard_opens_asks_closes_and_the_focus_returns(desktop: Page) -> None:
    """Tab to the button, Enter, type, Enter, Esc."""
    for _ in range(4):
        desktop.keyboard.press("Tab")
        if focused(desktop) == "BUTTON.launcher":
            break
    desktop.keyboard.press("Enter")
    chat = chat_of(desktop)
    expect(chat.get_by_label("Bạn cần hỏi gì?")).to_be_focused()
    desktop.keyboard.type("làm khai sinh")
    desktop.keyboard.press("Enter")
    expect(chat.locator("#log .answer")).to_have_count(1)
    desktop.keyboard.press("Escape")
    expect(desktop.locator("troly-chat dialog")).to_be_hidden()
    gets_focus(desktop, "BUTTON.launcher")
    desktop.keyboard.press("Enter")
    expect(chat.get_by_label("Bạn cần hỏi gì?")).to_be_focused()
    expect(chat.locator("#log .answer")).to_have_count(1)
    desktop.get_by_role("button", name=CLOSE).first.click()
    expect(desktop.locator("troly-chat dialog")).to_be_hidden()
    gets_focus(desktop, "BUTTON.launcher")


def test_esc_on_the_sites_side_closes_it_too(desktop: Page) -> None:
    """When the focus is on the closing button."""
    opened(desktop)
    desktop.locator("troly-chat .close").focus()
    desktop.keyboard.press("Escape")
    expect(desktop.locator("troly-chat dialog")).to_be_hidden()


def test_messages_of_others_do_not_close_the_window(desktop: Page) -> None:
    """Only our own frame is listened to."""
    opened(desktop)
    desktop.evaluate("window.postMessage({troly: 'close'}, '*')")
    desktop.wait_for_timeout(200)
    expect(desktop.locator("troly-chat dialog")).to_be_visible()


def test_window_stays_open_over_a_reload_and_the_next_page_without_taking_the_focus(
    desktop: Page, site: CommuneSite
) -> None:
    """Until it is closed."""
    opened(desktop)
    desktop.reload()
    chat_of(desktop)
    assert focused(desktop) == "BODY."
    desktop.goto(f"{site.url}/khac")
    chat_of(desktop)
    desktop.keyboard.press("Escape") if focused(desktop) != "BODY." else desktop.locator("troly-chat .close").click()
    desktop.reload()
    expect(desktop.get_by_role("button", name=LAUNCHER)).to_be_visible()
    expect(desktop.locator("troly-chat dialog")).to_be_hidden()


def test_conversation_is_the_same_after_a_reload(usual: Page, assistant: WebAssistant) -> None:
    """What was said is shown again, and the session goes on."""
    chat = opened(usual)
    ask(chat, "câu trước khi tải lại")
    usual.reload()
    chat = chat_of(usual)
    expect(chat.locator("#log .question")).to_contain_text("câu trước khi tải lại")
    ask(chat, "câu sau khi tải lại")
    assert residents_of(assistant, "tải lại") == 1


def test_session_goes_on_where_the_browser_gives_the_frame_no_storage(desktop: Page, assistant: WebAssistant) -> None:
    """The partitioned cookie brings it back; only the bubbles are gone."""
    chat = opened(desktop)
    storage = chat.locator("body").evaluate("() => { try { return localStorage.length } catch (e) { return e.name } }")
    assert storage == "SecurityError"
    ask(chat, "câu trước không kho")
    desktop.reload()
    ask(chat_of(desktop), "câu sau không kho")
    assert residents_of(assistant, "không kho") == 1


@pytest.mark.parametrize("window", ["desktop", "usual"])
def test_clearing_in_the_frame_begins_a_fresh_session(
    request: pytest.FixtureRequest, assistant: WebAssistant, window: str
) -> None:
    """For the next person, also after a reload, with and without storage."""
    page: Page = request.getfixturevalue(window)
    chat = opened(page)
    ask(chat, f"người thứ nhất {window}")
    chat.get_by_role("button", name="Xoá cuộc trò chuyện trên máy này").click()
    expect(chat.get_by_role("button", name="Không xoá")).to_be_focused()
    with page.expect_response("**/api/session"):
        chat.get_by_role("button", name="Xoá", exact=True).click()
    expect(chat.locator("#log .bubble")).to_have_count(0)
    page.reload()
    ask(chat_of(page), f"người thứ hai {window}")
    assert residents_of(assistant, window) == 2


def residents_of(assistant: WebAssistant, text: str) -> int:
    """Number of different residents whose questions hold a text."""
    return len(set(assistant.column(f"select resident from usage_events where text like '%{text}%'")))


def test_questions_are_counted_for_the_communes_site(desktop: Page, assistant: WebAssistant) -> None:
    """Not for the commune that runs the server."""
    ask(opened(desktop), "câu hỏi của Mỹ Thọ")
    sql = "select locality from usage_events where text = 'câu hỏi của Mỹ Thọ'"
    assert assistant.column(sql) == ["xa_my_tho"]


def test_question_in_the_frame_without_network_is_sent_once(desktop: Page, assistant: WebAssistant) -> None:
    """As on our own page."""
    chat = opened(desktop)
    desktop.context.set_offline(True)
    chat.get_by_label("Bạn cần hỏi gì?").fill("hỏi khi mất mạng trong khung")
    chat.get_by_label("Bạn cần hỏi gì?").press("Enter")
    expect(chat.locator("#log .unsent")).to_have_count(1)
    desktop.context.set_offline(False)
    expect(chat.locator("#log .answer")).to_have_count(1)
    sql = "select turn from usage_events where text = 'hỏi khi mất mạng trong khung'"
    assert len(assistant.column(sql)) == 1


@pytest.mark.parametrize("window", ["desktop", "usual"])
def test_officers_reply_is_shown_in_the_frame_on_return(
    request: pytest.FixtureRequest, assistant: WebAssistant, window: str
) -> None:
    """Once, with and without storage."""
    page: Page = request.getfixturevalue(window)
    ask(opened(page), UNKNOWN)
    code = assistant.reply_to_last_question("Mời bạn ra xã gặp cán bộ y tế.")
    for _ in range(2):
        page.reload()
        chat = chat_of(page)
        expect(chat.get_by_text("Mời bạn ra xã gặp cán bộ y tế.")).to_have_count(1)
        expect(chat.get_by_text(code).last).to_be_visible()


def test_phone_gets_the_whole_screen_and_the_site_behind_is_out_of_reach(
    phone: Page, take_picture: TakePicture
) -> None:
    """Modal there: the site's link cannot be reached while the chat covers it."""
    take_picture(phone, "embedded-phone-closed")
    phone.get_by_role("button", name=LAUNCHER).tap()
    chat = chat_of(phone)
    box = phone.locator("troly-chat dialog").bounding_box()
    assert box == {"x": 0, "y": 0, **PHONE}
    assert phone.evaluate("document.querySelector('troly-chat').shadowRoot.querySelector('dialog').matches(':modal')")
    ask(chat, "làm khai sinh cho con mới sinh")
    take_picture(phone, "embedded-phone")
    assert chat.locator("html").evaluate("e => e.scrollWidth") == 320
    chat.get_by_role("button", name="Chữ to").tap()
    assert chat.locator("html").evaluate("e => e.scrollWidth") == 320
    take_picture(phone, "embedded-phone-large")
    phone.locator("troly-chat .close").tap()
    expect(phone.get_by_role("button", name=LAUNCHER)).to_be_visible()


def test_closing_button_never_covers_the_large_text_button(phone: Page) -> None:
    """At the smallest width."""
    phone.get_by_role("button", name=LAUNCHER).tap()
    large = chat_of(phone).get_by_role("button", name="Chữ to").bounding_box()
    close = phone.locator("troly-chat .close").bounding_box()
    assert large
    assert close
    assert large["x"] + large["width"] <= close["x"]


def test_axe_finds_nothing_serious_on_site_and_in_frame(desktop: Page, phone: Page) -> None:
    """Closed, open, with an answer, with large text."""
    for page in (desktop, phone):
        assert axe_findings(page.main_frame) == []
        chat = opened(page)
        ask(chat, "làm khai sinh")
        chat.get_by_label("Tôi hỏi giùm người khác").check()
        frame = page.frames[1]
        assert axe_findings(page.main_frame) == []
        assert axe_findings(frame) == []
        chat.get_by_role("button", name="Chữ to").click()
        assert axe_findings(frame) == []


def test_unreachable_assistant_is_said_in_words(
    desktop: Page, context: BrowserContext, site: CommuneSite, assistant: WebAssistant
) -> None:
    """After some seconds, with a way out."""
    page = context.new_page()
    page.route(re.compile(r".*/embed/.*"), lambda route: route.abort())
    page.clock.install()
    page.goto(site.url)
    page.get_by_role("button", name=LAUNCHER).click()
    page.clock.fast_forward("00:21")
    expect(page.get_by_text("Chưa mở được trợ lý.")).to_be_visible()
    expect(page.get_by_role("link", name="mở trợ lý ở trang riêng")).to_have_attribute(
        "href", f"{assistant.url}/embed/xa_my_tho"
    )
