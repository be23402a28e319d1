from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.link_check import LinkCheck, LinkResult
from bot.domain.outcome import Outcome
from bot.domain.usage import UsageEvent
from building import a_message, an_answer

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TOPIC = "dang_ky_khai_sinh"


def put_turns(application, count: int, *, helped: bool | None = None, topic: str = TOPIC, at: datetime = AT) -> None:
    for number in range(count):
        turn = f"{topic}-{helped}-{number}"
        event = UsageEvent(
            turn=turn, at=at, channel="web", resident="key", locality=None, outcome=Outcome.ANSWERED, topics=(topic,),
            aspects=("fee",), confidence=0.9, candidates=(), reason="", latency_ms=1.0, text="khai sinh", model="m",
        )  # fmt: skip
        application.store.finish(a_message(update_id=turn), an_answer(), event, None)
        if helped is not None:
            application.store.rate(turn, "key", helped)


async def test_topics_are_found_without_tone_marks_by_code_and_by_alias(sign_in, application):
    browser = await sign_in()
    code = application.catalogue.get(TOPIC).code
    for wanted in ("dang ky khai sinh", code, "ĐĂNG KÝ KHAI SINH"):
        page = (await browser.get(f"/console/chu-de?tim={wanted}")).text
        assert f"/console/chu-de/{TOPIC}" in page
        assert "/console/chu-de/cap_dien_moi" not in page
    assert "Không có chủ đề nào khớp" in (await browser.get("/console/chu-de?tim=zzzz")).text


async def test_use_and_rating_of_the_last_days_are_counted(sign_in, application):
    put_turns(application, 4, helped=False)
    put_turns(application, 2, helped=True)
    put_turns(application, 5, topic="dang_ky_ket_hon", at=AT - timedelta(days=31))
    browser = await sign_in()
    page = (await browser.get("/console/chu-de?can=low_rated")).text
    assert f"/console/chu-de/{TOPIC}" in page
    assert "2 / 4" in page
    assert "dang_ky_ket_hon" not in page
    one = (await browser.get(f"/console/chu-de/{TOPIC}")).text
    assert "6 lượt trả lời, 2 lượt có ích, 4 lượt chưa có ích" in one


async def test_a_topic_past_its_review_is_marked_and_can_be_confirmed(sign_in, application, clock):
    clock.move(days=400)
    browser = await sign_in()
    assert f"/console/chu-de/{TOPIC}" in (await browser.get("/console/chu-de?can=past_review")).text
    page = (await browser.get(f"/console/chu-de/{TOPIC}")).text
    assert "quá hạn rà soát" in page
    assert f"/console/chu-de/{TOPIC}/ra-soat" in page
    assert "2027-12-28" in (await browser.get(f"/console/chu-de/{TOPIC}/ra-soat")).text


async def test_the_form_of_a_fact_holds_what_is_said_now(sign_in, application):
    browser = await sign_in()
    fact = application.catalogue.get(TOPIC).facts["duration"][0]
    page = (await browser.get(f"/console/chu-de/{TOPIC}/sua?muc=duration&so=0")).text
    assert page.count(fact.text) == 3
    for query in ("muc=duration&so=99", "muc=price&so=0", "muc=duration&so=-1", ""):
        empty = await browser.get(f"/console/chu-de/{TOPIC}/sua?{query}")
        assert "Thêm thông tin" in empty.text
    assert (await browser.get("/console/chu-de/khong_co/sua")).status_code == 404


class FakeProbe:
    """Answers by table; fine otherwise."""

    def __init__(self) -> None:
        self.results: dict[str, LinkResult] = {}
        self.everything: LinkResult | None = None

    async def probe(self, url: str) -> LinkCheck:
        return LinkCheck(url, self.everything or self.results.get(url, LinkResult.FINE), 200)


@pytest.fixture
def probe(application):
    made = FakeProbe()
    application.knowledge.links._probe = made
    return made


async def test_links_are_checked_in_the_background_and_shown(sign_in, application, probe):
    browser = await sign_in()
    assert "Chưa kiểm tra lần nào" in (await browser.get("/console/lien-ket")).text
    link = application.catalogue.get(TOPIC).link
    probe.results[link] = LinkResult.BROKEN
    assert (await browser.post("/console/lien-ket/kiem-tra")).status_code == 303
    await application.knowledge.links._task
    page = (await browser.get("/console/lien-ket")).text
    assert page.index(link) < page.index("Mở được</span>")
    assert "Hỏng: 1" in page
    assert "Hỏng" in (await browser.get(f"/console/chu-de/{TOPIC}")).text
    assert f"/console/chu-de/{TOPIC}" in (await browser.get("/console/chu-de?can=broken_link")).text
    assert [entry.what for entry in application.desk.auditing.entries(what="links")] == ["links.check_started"]


async def test_a_machine_without_a_network_says_so_and_keeps_the_earlier_results(sign_in, application, probe):
    browser = await sign_in()
    link = application.catalogue.get(TOPIC).link
    application.knowledge.links._store.save([replace(LinkCheck(link, LinkResult.FINE, 200), checked_at=AT)])
    probe.everything = LinkResult.UNREACHABLE
    await browser.post("/console/lien-ket/kiem-tra")
    await application.knowledge.links._task
    page = (await browser.get("/console/lien-ket")).text
    assert "Không kiểm tra được: máy này không ra được mạng" in page
    assert application.knowledge.links.results()[link].result is LinkResult.FINE
