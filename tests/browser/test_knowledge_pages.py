"""The console's pages of topics, teaching, training and conversations in a real browser, on a phone and on a desk."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette

from bot.adapters.sqlite_store.database import open_database
from bot.bootstrap import reload_catalogue, wire
from bot.channels import web
from bot.console import mounting
from bot.domain.officer import Officer, Role
from bot.domain.outcome import Outcome
from bot.domain.question import OpenQuestion, QuestionState
from bot.domain.teaching import FactDraft, ProposalKind, SourceDraft, sample_edit
from bot.domain.usage import UsageEvent
from bot.settings import read_settings
from building import FakeEngine, a_message, an_answer

pytestmark = pytest.mark.browser

PASSWORD = "mot cau de nho"
TOPIC = "dang_ky_khai_sinh"
AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
PAGES = {
    "topics": "/chu-de",
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
    "conversations": "/hoi-thoai",
    "conversation": "/hoi-thoai/t1",
    "try": "/thu",
}


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A console with an administrator, a question, a sample that waits and a fact that is live."""
    settings = read_settings({"TROLY_DATA_DIR": str(tmp_path_factory.mktemp("console")), "TROLY_LOCALITY": "xa_my_tho"})
    database = open_database(settings.database)
    application = wire(settings, database, FakeEngine({"khai sinh": an_answer(TOPIC)}), b"k" * 32)
    application.desk.staffing.add(Officer("ba", "Chị Ba", Role.ADMIN), by="test", password=PASSWORD)
    message = a_message("tờ lót ổ của bé đi làm ở đâu")
    application.store.accept(message, "key")
    event = UsageEvent(
        turn="t1", at=AT, channel="web", resident="key", locality=None, outcome=Outcome.UNANSWERED, topics=(TOPIC,),
        aspects=(), confidence=0.1, candidates=(), reason="below_threshold", latency_ms=1.0, text=message.text,
        model="m",
    )  # fmt: skip
    asked = OpenQuestion("TL-7K2M4Q", "web", "key", message.text, "below_threshold", QuestionState.NEW, AT)
    application.store.finish(message, an_answer(), event, asked)
    teaching, source = application.knowledge.teaching, SourceDraft("Thông báo của xã", AT.date())
    teaching.propose(ProposalKind.SAMPLE, TOPIC, sample_edit(TOPIC, message.text), reason="hay hỏi", by="lan")
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


@pytest.fixture(scope="module", params=[360, 1100], ids=["phone", "desk"])
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


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_usable_on_every_screen(
    officer: Page, console: str, name: str, take_picture: Callable[..., Path], request: pytest.FixtureRequest
) -> None:
    answer = officer.goto(f"{console}/console{PAGES[name]}")
    assert answer is not None
    assert answer.ok
    for details in officer.locator("details").all():
        details.evaluate("one => { one.open = true }")
    take_picture(officer, f"{name}-{officer.viewport_size['width']}", full_page=True)
    assert officer.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    found = Axe().run(officer).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in serious] == []


def test_the_keyboard_alone_is_enough_to_propose(officer: Page, console: str) -> None:
    officer.goto(f"{console}/console/chu-de/{TOPIC}/ra-soat")
    officer.get_by_label("Đã đối chiếu với gì").focus()
    officer.keyboard.type("Đọc lại trang chính thức")
    officer.keyboard.press("Enter")
    officer.get_by_role("button", name="Gửi người duyệt").focus()
    officer.keyboard.press("Enter")
    officer.wait_for_url("**/day/de-xuat/*")
    assert "Đã gửi" in officer.locator("main").inner_text()
