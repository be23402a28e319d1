from __future__ import annotations

import pytest

from bot.domain.officer import Role
from building import a_message


async def say(application, text: str, update: str, channel: str = "telegram"):
    message = a_message(text, update, channel=channel, address="7", pushed=channel != "web")
    return (await application.conversing.take(message)).answer


NOTICE = {"text": "Chiều nay <b>nghỉ</b>", "starts": "2026-11-23T08:00", "ends": "2026-11-25T17:00"}


async def test_a_notice_is_on_the_web_page_and_told_once_to_each_resident(sign_in, application, open_browser, clock):
    admin = await sign_in(Role.ADMIN)
    assert (await admin.post("/console/thong-bao/them", **NOTICE)).status_code == 303
    page = (await open_browser().get("/")).text
    assert "Chiều nay &lt;b&gt;nghỉ" in page
    assert "nghỉ" in (await say(application, "xin chào", "1")).text
    assert "nghỉ" not in (await say(application, "xin chào", "2")).text
    clock.move(days=3)
    assert "Chiều nay" not in (await open_browser().get("/")).text


async def test_a_notice_can_be_ended_early(sign_in, open_browser):
    admin = await sign_in(Role.ADMIN)
    await admin.post("/console/thong-bao/them", **NOTICE)
    await admin.post("/console/thong-bao/ket-thuc", notice="1")
    assert "Chiều nay" not in (await open_browser().get("/")).text
    await admin.post("/console/thong-bao/ket-thuc", notice="1")
    assert "không còn" in (await admin.get("/console/thong-bao")).text


@pytest.mark.parametrize(
    "fields",
    [
        NOTICE | {"ends": "2026-11-23T07:00"},
        NOTICE | {"starts": "2020-01-01T00:00", "ends": "2020-01-02T00:00"},
        NOTICE | {"starts": "mai"},
        NOTICE | {"text": " "},
        NOTICE | {"text": "x" * 401},
    ],
)
async def test_a_notice_with_a_mistake_is_refused(sign_in, application, fields):
    admin = await sign_in(Role.ADMIN)
    await admin.post("/console/thong-bao/them", **fields)
    assert application.desk.announcing.notices() == []
    assert 'class="flash problem"' in (await admin.get("/console/thong-bao")).text


async def test_a_channel_that_is_off_says_why_and_the_others_go_on(sign_in, application, engine):
    admin = await sign_in(Role.ADMIN)
    code = (await say(application, "lớp bơi", "1")).text
    await admin.post("/console/thong-bao/tat", channel="telegram", reason="bao tri", message="Máy nghỉ tới 17 giờ.")
    heard = len(engine.heard)
    answer = await say(application, "lớp bơi", "2")
    assert (answer.text, answer.outcome) == ("Máy nghỉ tới 17 giờ.", "smalltalk")
    assert len(engine.heard) == heard
    assert "Máy nghỉ" not in (await say(application, "lớp bơi", "3", "web")).text
    assert "Máy nghỉ" not in (await say(application, "/xoadulieu", "4")).text
    assert "TL-" in code
    await admin.post("/console/thong-bao/bat", channel="telegram")
    assert "Máy nghỉ" not in (await say(application, "lớp bơi", "5")).text
    off, on = application.desk.auditing.entries(what="switch.")[::-1]
    assert (off.after["message"], on.before["reason"]) == ("Máy nghỉ tới 17 giờ.", "bao tri")


async def test_what_is_written_while_a_channel_is_off_is_no_question_and_no_failure_in_the_figures(
    sign_in, application
):
    admin = await sign_in(Role.ADMIN)
    await say(application, "lớp bơi", "1")
    await admin.post("/console/thong-bao/tat", channel="telegram", reason="bao tri", message="Máy nghỉ.")
    await say(application, "lớp đá banh", "2")
    await say(application, "lớp võ", "3")
    rows = list(application.database.query("select outcome, reason from usage_events order by rowid"))
    assert rows[1:] == 2 * [{"outcome": "smalltalk", "reason": "switched_off"}]
    assert application.database.table("questions").count == 1


async def test_the_whole_assistant_can_be_off(sign_in, application, open_browser):
    admin = await sign_in(Role.ADMIN)
    await admin.post("/console/thong-bao/tat", channel="*", reason="loi", message="Máy nghỉ.")
    assert (await say(application, "x", "1", "web")).lines == ("Máy nghỉ.",)
    assert "Máy nghỉ." in (await open_browser().get("/")).text


@pytest.mark.parametrize("fields", [{"channel": "telegram"}, {"channel": "fax", "reason": "x", "message": "x"}])
async def test_a_switch_needs_a_known_channel_a_reason_and_a_message(sign_in, application, fields):
    admin = await sign_in(Role.ADMIN)
    await admin.post("/console/thong-bao/tat", **fields)
    assert application.desk.announcing.switches() == []
