"""The console with something on each of its pages, served over loopback, and the list of those pages."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from bot.adapters.sqlite_store.database import open_database
from bot.bootstrap import Application, reload_catalogue, wire
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
    "teach-unknown-code": "/day/cau-hoi?ma=TL-999999",
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
LOGIN = "/dang-nhap"
FILES = ("/chi-so/bieu-do/{section}", "/chi-so/tai/{form}", "/chi-so/bao-cao/{form}")
QUESTIONS = {
    "t1": ("TL-7K2M4Q", "web", "tờ lót ổ của bé đi làm ở đâu"),
    "t2": ("TL-7K2M42", "telegram", "Xã mình có lớp dạy bơi cho trẻ em không?"),
    "t3": ("TL-7K2M43", "telegram", "cho hoi lop day boi tre em o xa"),
    "t4": ("TL-7K2M44", "zalo_oa", "lớp dạy bơi trẻ em vậy ad"),
    "t5": ("TL-7K2M45", "telegram", "Đèn đường ở ấp 1 hư, báo ai? <script>alert(1)</script>"),
}


@dataclass(frozen=True)
class FullConsole:
    """A running console with its services; `url` is that of `/console`."""

    url: str
    application: Application


def pages_without_example() -> list[str]:
    """Routes of pages that PAGES shows no example of."""
    looked_at = [address.partition("?")[0] for address in PAGES.values()]
    routes = [route.path for area in AREAS for route in area.routes if route.method == "GET"]
    patterns = {route: re.compile(re.sub(r"\{[^}]+\}", "[^/]+", route)) for route in routes if route not in FILES}
    return [route for route, pattern in patterns.items() if not any(pattern.fullmatch(one) for one in looked_at)]


@contextlib.contextmanager
def a_full_console(folder: Path) -> Iterator[FullConsole]:
    """A console with an administrator, questions, a sample that waits, a fact that is live and a notice."""
    settings = read_settings({"TROLY_DATA_DIR": str(folder), "TROLY_LOCALITY": "xa_my_tho"})
    database = open_database(settings.database)
    application = wire(settings, database, FakeEngine({"khai sinh": an_answer(TOPIC)}), b"k" * 32)
    _fill(application)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = Starlette(routes=[*web.routes(application), *mounting.routes(application)], middleware=web.middleware())
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield FullConsole(f"http://127.0.0.1:{listening.getsockname()[1]}/console", application)
    finally:
        server.should_exit = True
        thread.join(timeout=60)
        database.close()
        reload_catalogue()


def _fill(application: Application) -> None:
    for officer in (Officer("ba", "Chị Ba", Role.ADMIN), Officer("lan", "Chị Lan", Role.OFFICER, "Tư pháp – Hộ tịch")):
        application.desk.staffing.add(officer, by="test", password=PASSWORD)
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
