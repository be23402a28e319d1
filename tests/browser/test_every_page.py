"""Every page of the console in a real browser, on a phone and on a desk: axe, width, picture."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette

from accessibility import axe_findings
from bot.adapters.sqlite_store.database import open_database
from bot.bootstrap import reload_catalogue, wire
from bot.channels import web
from bot.console import mounting
from bot.console.areas import AREAS
from bot.domain.answer import Candidate
from bot.domain.officer import Officer, Role
from bot.domain.outcome import Outcome
from bot.domain.question import OpenQuestion, QuestionState
from bot.domain.teaching import FactDraft, ProposalKind, SourceDraft, sample_edit
from bot.domain.usage import UsageEvent
from bot.settings import read_settings
from building import FakeEngine, a_message, an_answer

pytestmark = pytest.mark.browser

PASSWORD = "mot cau de nho"
PHONE, DESK = 360, 1100
TOPIC = "dang_ky_khai_sinh"
AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
# Every page, with the address of an example; files to download and charts are no pages.
PAGES = {
    "hang-doi": "/",
    "hang-doi-loc": "/?tim=lop+boi&kenh=telegram",
    "muc-1": "/muc/1",
    "tai-khoan": "/tai-khoan",
    "thong-bao": "/thong-bao",
    "gio-lam-viec": "/gio-lam-viec",
    "can-bo": "/can-bo",
    "nhat-ky": "/nhat-ky",
    "topics": "/chu-de?tim=khai+sinh",
    "topic": f"/chu-de/{TOPIC}",
    "topic-edit": f"/chu-de/{TOPIC}/sua?muc=duration&so=0",
    "topic-review": f"/chu-de/{TOPIC}/ra-soat",
    "links": "/lien-ket",
    "teach": "/day",
    "teach-from-question": "/day/cau-hoi?ma=TL-7K2M4Q",
    "teach-topic": "/day/chu-de-moi",
    "teach-sample": "/day/de-xuat/1",
    "teach-fact": "/day/de-xuat/2",
    "teach-history": "/day/lich-su",
    "training": "/huan-luyen",
    "training-progress": "/huan-luyen/tien-do",
    "conversations": "/hoi-thoai",
    "conversation": "/hoi-thoai/t1",
    "try": "/thu",
    "indicators": "/chi-so",
    "indicator": "/chi-so/answered",
    "indicator-rows": "/chi-so/answered/luot",
    "not-found": "/muc/999999",
}
FILES = ("/chi-so/bieu-do/{section}", "/chi-so/tai/{form}", "/chi-so/bao-cao/{form}")
QUESTIONS = {
    "t1": ("TL-7K2M4Q", "web", "tờ lót ổ của bé đi làm ở đâu"),
    "t2": ("TL-7K2M42", "telegram", "Xã mình có lớp dạy bơi cho trẻ em không?"),
    "t3": ("TL-7K2M43", "telegram", "cho hoi lop day boi tre em o xa"),
    "t4": ("TL-7K2M44", "zalo_oa", "lớp dạy bơi trẻ em vậy ad"),
    "t5": ("TL-7K2M45", "telegram", "Đèn đường ở ấp 1 hư, báo ai? <script>alert(1)</script>"),
}


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A console with an administrator, a question, a sample that waits and a fact that is live."""
    settings = read_settings({"TROLY_DATA_DIR": str(tmp_path_factory.mktemp("console")), "TROLY_LOCALITY": "xa_my_tho"})
    database = open_database(settings.database)
    application = wire(settings, database, FakeEngine({"khai sinh": an_answer(TOPIC)}), b"k" * 32)
    application.desk.staffing.add(Officer("ba", "Chị Ba", Role.ADMIN), by="test", password=PASSWORD)
    for turn, (code, channel, text) in QUESTIONS.items():
        message = a_message(text, turn, channel=channel, pushed=channel != "web")
        application.store.accept(message, turn)
        event = UsageEvent(
            turn=turn, at=AT, channel=channel, resident=turn, locality=None, outcome=Outcome.UNANSWERED,
            topics=(TOPIC,), aspects=(), confidence=0.1, candidates=(Candidate(TOPIC, None, 0.3),),
            reason="below_threshold", latency_ms=1.0, text=text, model="m",
        )  # fmt: skip
        asked = OpenQuestion(code, channel, turn, text, "below_threshold", QuestionState.NEW, AT)
        application.store.finish(message, an_answer(), event, asked)
    application.desk.grouping.finish()
    application.indicator.roll_up.run()
    teaching, source = application.knowledge.teaching, SourceDraft("Thông báo của xã", AT.date())
    teaching.propose(ProposalKind.SAMPLE, TOPIC, sample_edit(TOPIC, QUESTIONS["t1"][2]), reason="hay hỏi", by="lan")
    fact = FactDraft(TOPIC, "duration", "", "Trả trong buổi nếu nộp trước 15 giờ", source, "mới", valid_from=AT.date())
    teaching.approve(teaching.propose(ProposalKind.FACT, TOPIC, fact.edit(), reason="mới", by="lan").id, by="ba")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = Starlette(routes=[*web.routes(application), *mounting.routes(application)], middleware=web.middleware())
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)
    database.close()
    reload_catalogue()


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def officer(request: pytest.FixtureRequest, browser: Browser, console: str) -> Iterator[Page]:
    """A signed-in administrator on a screen of that width."""
    context = browser.new_context(viewport={"width": request.param, "height": 800}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{console}/console/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("ba")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{console}/console/")
    yield page
    context.close()


def test_no_page_of_the_console_is_left_out() -> None:
    looked_at = [address.partition("?")[0] for address in PAGES.values()]
    for route in (route for area in AREAS for route in area.routes if route.method == "GET"):
        pattern = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", route.path))
        assert route.path in FILES or any(pattern.fullmatch(one) for one in looked_at), (
            f"{route.path}: add an example of this page to PAGES"
        )


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_usable_on_every_screen(
    officer: Page, console: str, name: str, take_picture: Callable[..., Path]
) -> None:
    answer = officer.goto(f"{console}/console{PAGES[name]}")
    assert answer is not None
    assert answer.ok == (name != "not-found")
    for details in officer.locator("details").all():
        details.evaluate("one => { one.open = true }")
    size = "phone" if officer.viewport_size["width"] == PHONE else "desktop"
    take_picture(officer, f"console-{name}-{size}", full_page=True)
    assert officer.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert axe_findings(officer.main_frame) == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_login_is_usable_on_every_screen(
    browser: Browser, console: str, width: int, take_picture: Callable[..., Path]
) -> None:
    page = browser.new_context(viewport={"width": width, "height": 800}, locale="vi-VN").new_page()
    page.goto(f"{console}/console/dang-nhap")
    take_picture(page, f"console-dang-nhap-{'phone' if width == PHONE else 'desktop'}", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert axe_findings(page.main_frame) == []
    page.context.close()


def test_the_keyboard_alone_is_enough_to_propose(officer: Page, console: str) -> None:
    officer.goto(f"{console}/console/chu-de/{TOPIC}/ra-soat")
    officer.get_by_label("Đã đối chiếu với gì").focus()
    officer.keyboard.type("Đọc lại trang chính thức")
    officer.keyboard.press("Enter")
    officer.get_by_role("button", name="Gửi người duyệt").focus()
    officer.keyboard.press("Enter")
    officer.wait_for_url("**/day/de-xuat/*")
    assert "Đã gửi" in officer.locator("main").inner_text()
