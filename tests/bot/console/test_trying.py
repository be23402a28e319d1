from __future__ import annotations

from bot.domain.aspect import Aspect
from bot.domain.officer import Role
from bot.domain.payload import TopicPayload
from building import an_answer


def counted(application) -> int:
    tables = ("usage_events", "questions", "inbox", "outbox")
    return sum(application.database.table(name).count for name in tables)


async def test_a_test_question_is_answered_and_counts_nowhere(sign_in, application, engine):
    engine.answers["khai sinh o dau"] = an_answer("dang_ky_khai_sinh")
    browser = await sign_in()
    assert (await browser.post("/console/thu/hoi", text="khai sinh o dau")).status_code == 303
    await browser.post("/console/thu/hoi", text="hỏi chuyện <b>lạ</b>")
    page = (await browser.get("/console/thu")).text
    assert "dang_ky_khai_sinh" in page
    assert "hỏi chuyện &lt;b&gt;lạ&lt;/b&gt;" in page
    assert "Chuyển cán bộ" in page
    assert counted(application) == 0


async def test_a_button_is_a_click_and_the_chat_can_begin_afresh(sign_in, engine, application):
    browser = await sign_in()
    payload = TopicPayload("dang_ky_khai_sinh", Aspect.FEE).encode()
    await browser.post("/console/thu/hoi", payload=payload, label="Lệ phí")
    assert engine.heard[-1][1] == payload
    assert "Lệ phí" in (await browser.get("/console/thu")).text
    await browser.post("/console/thu/xoa")
    assert engine.forgotten
    assert "Lệ phí" not in (await browser.get("/console/thu")).text
    assert counted(application) == 0


async def test_each_officer_has_an_own_test_chat(sign_in):
    first, second = await sign_in(Role.OFFICER), await sign_in(Role.REVIEWER)
    await first.post("/console/thu/hoi", text="câu của người thứ nhất")
    assert "câu của người thứ nhất" not in (await second.get("/console/thu")).text


async def test_personal_data_in_a_test_is_masked_before_the_engine(sign_in, engine):
    browser = await sign_in()
    await browser.post("/console/thu/hoi", text="số 0912345678 làm khai sinh")
    assert "0912345678" not in engine.heard[-1][1]
