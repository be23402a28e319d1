from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.answer import Candidate
from bot.domain.outcome import Outcome
from bot.domain.usage import UsageEvent
from building import a_message, an_answer
from tests.bot.console.test_teaching import AT


@pytest.fixture
def turns(application):
    """Sixty turns of two residents, the newest unanswered."""
    for number in range(60):
        event = UsageEvent(
            turn=f"t{number}", at=AT + timedelta(minutes=number), channel="web" if number % 2 else "telegram",
            resident=f"key{number % 2}", locality=None,
            outcome=Outcome.UNANSWERED if number == 59 else Outcome.ANSWERED, topics=("dang_ky_khai_sinh",),
            aspects=("fee",), confidence=0.9, candidates=(Candidate("dang_ky_khai_tu", None, 0.31),), reason="",
            latency_ms=1.0, text=f"câu <b>số</b> {number}", model="m",
        )  # fmt: skip
        application.store.finish(a_message(update_id=event.turn), an_answer(), event, None)


async def test_turns_are_shown_page_by_page_and_filtered(sign_in, turns, application):
    browser = await sign_in()
    page = (await browser.get("/console/hoi-thoai")).text
    assert "số&lt;/b&gt; 59" in page
    assert "số&lt;/b&gt; 9<" not in page
    assert "<b>số</b>" not in page
    assert "key1" not in page
    older = page.split("/console/hoi-thoai?truoc=")[1].split("&amp;")[0]
    assert "số&lt;/b&gt; 9<" in (await browser.get(f"/console/hoi-thoai?truoc={older}")).text
    assert (await browser.get("/console/hoi-thoai?ket-qua=unanswered")).text.count("/console/hoi-thoai/t") == 1
    application.store.rate("t4", "key0", False)
    assert (await browser.get("/console/hoi-thoai?che=1&kenh=telegram")).text.count("/console/hoi-thoai/t") == 1
    assert (await browser.get("/console/hoi-thoai?ket-qua=nothing&truoc=x&kenh=';--")).status_code == 200


async def test_a_turn_shows_the_nearest_topics_and_leads_to_teaching(sign_in, turns):
    browser = await sign_in()
    page = (await browser.get("/console/hoi-thoai/t59")).text
    assert "Đăng ký khai tử (31%)" in page
    assert "/console/day/cau-hoi?cau=" in page
    assert "số&lt;/b&gt; 57" not in page


async def test_a_thread_opens_only_with_a_reason_which_is_kept(sign_in, turns, application):
    browser = await sign_in()
    refused = await browser.post("/console/hoi-thoai/t59/mot-nguoi", reason=" x ")
    assert refused.headers["location"] == "/console/hoi-thoai/t59"
    assert application.desk.auditing.entries(what="conversation") == []
    page = (await browser.post("/console/hoi-thoai/t59/mot-nguoi", reason="dân gọi lên hỏi lại")).text
    assert page.index("số&lt;/b&gt; 57") > page.index("số&lt;/b&gt; 1<")
    assert "số&lt;/b&gt; 58" not in page
    (entry,) = application.desk.auditing.entries(what="conversation")
    assert (entry.who, entry.subject, entry.after) == ("officer", "t59", {"reason": "dân gọi lên hỏi lại"})


async def test_what_a_resident_erased_is_no_thread_any_more(sign_in, turns, application):
    application.store.erase("key1")
    browser = await sign_in()
    page = (await browser.post("/console/hoi-thoai/t59/mot-nguoi", reason="kiểm tra lại")).text
    assert page.count("người dân đã xoá") == 2
