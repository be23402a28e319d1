from __future__ import annotations

import json
import re

import pytest

from bot.domain.officer import Role


def version_in(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page).group(1)


async def open_item(browser, number: int = 1) -> str:
    page = await browser.get(f"/console/muc/{number}")
    assert page.status_code == 200, page.text
    browser.version = version_in(page.text) if 'name="version"' in page.text else "0"
    return page.text


async def send(browser, text: str = "Có, mỗi thứ Bảy.", number: int = 1, **fields: str):
    return await browser.post(f"/console/muc/{number}/gui", text=text, version=browser.version, **fields)


@pytest.fixture
async def asked(ask, application):
    """Three on Telegram and one on the web ask the same."""
    codes = [
        await ask("xã có lớp dạy bơi cho trẻ em không", "1"),
        await ask("cho hoi lop day boi tre em", "2"),
        await ask("lớp dạy bơi trẻ em", "3"),
        await ask("lớp dạy bơi cho trẻ em vậy ad", "w", "web"),
    ]
    application.desk.grouping.finish()
    application.database.execute("delete from outbox")
    application.database.conn.commit()
    return codes


def sent_to(application) -> dict[str, str]:
    rows = application.database.query("select address, body from outbox order by id")
    return {row["address"]: "\n".join(json.loads(row["body"])["lines"]) for row in rows}


async def test_a_reply_goes_to_everyone_with_their_own_code_and_question(sign_in, asked, application, ask):
    browser = await sign_in()
    await browser.get("/console/")
    await open_item(browser)
    response = await send(browser)
    assert response.headers["location"] == "/console/"
    assert "Đã gửi tới 4 câu hỏi" in (await browser.get("/console/")).text
    sent = sent_to(application)
    assert set(sent) == {"1", "2", "3"}
    for address, code in zip("123", asked, strict=False):
        assert code in sent[address]
        assert "Có, mỗi thứ Bảy." in sent[address]
    assert application.store.question(asked[3]).reply == "Có, mỗi thứ Bảy."
    assert application.desk.queue.item(1).state == "answered"
    (entry,) = application.desk.auditing.entries(what="item.answered")
    assert (entry.who, entry.subject, entry.before["state"], entry.after["replies"]) == ("officer", "1", "new", 4)


async def test_two_officers_cannot_answer_the_same_item(sign_in, asked, application):
    one, two = await sign_in(name="ba"), await sign_in(name="tu")
    await open_item(one)
    await open_item(two)
    assert (await send(one, "một")).status_code == 303
    response = await send(two, "hai")
    assert response.status_code == 409
    assert "đã có người trả lời" in response.text
    assert "hai" not in repr(sent_to(application))


async def test_an_item_that_a_colleague_writes_at_is_taken_over_openly(sign_in, asked, application):
    one, two = await sign_in(name="ba"), await sign_in(name="tu")
    await open_item(one)
    await open_item(two)
    assert (await one.post("/console/muc/1/nhap", text="đang viết")).json() == {"saved": True}
    response = await send(two, "hai")
    assert response.status_code == 409
    assert "Chị ba đang xử lý" in response.text
    assert "hai" in response.text
    await open_item(two)
    assert (await two.post("/console/muc/1/nhan", version=two.version)).status_code == 303
    await open_item(two)
    assert (await send(two, "hai")).status_code == 303
    assert (await send(one, "đang viết")).status_code == 409


async def test_a_stale_page_sends_nothing(sign_in, asked, application):
    browser = await sign_in()
    await open_item(browser)
    application.desk.handling.hand_to(1, "other", "Hộ tịch")
    response = await send(browser)
    assert response.status_code == 409
    assert "vừa được người khác sửa" in response.text
    assert "Có, mỗi thứ Bảy." in response.text
    assert sent_to(application) == {}


async def test_a_draft_survives_a_closed_tab(sign_in, asked, open_browser):
    browser = await sign_in(name="ba")
    await open_item(browser)
    await browser.post("/console/muc/1/nhap", text="viết dở <b>", topic="", link="https://x.vn")
    phone = open_browser()
    await phone.sign_in("ba")
    page = (await phone.get("/console/muc/1")).text
    assert "viết dở &lt;b&gt;</textarea>" in page
    assert 'value="https://x.vn"' in page


async def test_nobody_reads_or_changes_the_draft_of_a_colleague(sign_in, asked, application):
    one, two = await sign_in(name="ba"), await sign_in(Role.ADMIN)
    await open_item(one)
    await one.post("/console/muc/1/nhap", text="nháp của Ba", officer="admin")
    assert "nháp của Ba" not in await open_item(two)
    await two.post("/console/muc/1/nhap", text="nháp của Năm", officer="ba")
    assert application.desk.queue.draft(1, "ba").text == "nháp của Ba"


async def test_a_preview_shows_the_reply_as_the_resident_will_see_it(sign_in, asked):
    browser = await sign_in()
    await open_item(browser)
    fields = {"text": "Có <script>alert(1)</script>", "topic": "dang_ky_khai_sinh", "link": "https://dongthap.gov.vn/a"}
    page = await browser.post("/console/muc/1/xem-truoc", version="1", **fields)
    assert page.status_code == 200
    preview = page.text.split('class="preview"')[1].split("</section>")[0]
    assert "TL-" in preview
    assert "&lt;script&gt;" in preview
    assert "<script>" not in preview
    assert 'href="https://dongthap.gov.vn/a"' in preview
    assert "khai sinh" in preview.lower()


async def test_a_topic_goes_along_as_a_button_and_a_link(sign_in, asked, application):
    browser = await sign_in()
    await open_item(browser)
    assert (await send(browser, topic="dang_ky_khai_sinh")).status_code == 303
    body = json.loads(next(iter(application.database.query("select body from outbox")))["body"])
    assert body["buttons"][0][1].endswith("dang_ky_khai_sinh|s") or "dang_ky_khai_sinh" in body["buttons"][0][1]
    assert "dichvucong" in application.store.question(asked[3]).reply


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": "  "}, "1 đến 3.000"),
        ({"text": "x" * 3001}, "1 đến 3.000"),
        ({"text": "x", "link": "javascript:alert(1)"}, "Đường dẫn phải bắt đầu"),
        ({"text": "x", "topic": "khong_co"}, "không có trong danh mục"),
    ],
)
async def test_what_cannot_be_sent_is_refused_with_a_reason_and_kept(sign_in, asked, application, fields, told):
    browser = await sign_in()
    await open_item(browser)
    response = await browser.post("/console/muc/1/gui", version=browser.version, **fields)
    assert response.status_code == 422
    assert told in response.text
    assert sent_to(application) == {}
    assert application.desk.queue.item(1).is_open


async def test_personal_numbers_in_a_reply_are_pointed_out(sign_in, asked):
    browser = await sign_in()
    await open_item(browser)
    page = await browser.post("/console/muc/1/xem-truoc", version="1", text="CCCD 079123456789 phải không")
    assert "số giấy tờ" in page.text


async def test_a_reply_from_the_terminal_closes_the_item_too(sign_in, ask, application):
    from bot.services.replying import Replying

    code = await ask("đèn đường hư", "1")
    application.desk.grouping.finish()
    Replying(application.store, application.wording).reply(code, "sẽ sửa", "chi Ba")
    item = application.desk.queue.item(1)
    assert (item.state, item.reply, item.replied_by, item.is_open) == ("answered", "sẽ sửa", "chi Ba", False)


async def test_dismissing_tells_who_waits(sign_in, asked, application):
    browser = await sign_in()
    await open_item(browser)
    response = await browser.post("/console/muc/1/dong", version=browser.version, reason="not_ours", tell="yes")
    assert response.headers["location"] == "/console/"
    assert "không thuộc thẩm quyền" in sent_to(application)["1"]
    assert application.desk.queue.item(1).state == "dismissed"
    assert "không thuộc thẩm quyền" in application.store.question(asked[3]).reply


@pytest.mark.parametrize(("reason", "shown"), [("not_ours", "Không thuộc việc của xã"), ("test", "Thử máy, quấy rối")])
async def test_a_dismissed_item_says_why(sign_in, asked, reason, shown):
    browser = await sign_in()
    await open_item(browser)
    await browser.post("/console/muc/1/dong", version=browser.version, reason=reason)
    page = (await browser.get("/console/muc/1")).text
    assert "<h2>Đã đóng</h2>" in page
    assert f"<strong>{shown}</strong>" in page


async def test_dismissing_without_a_reason_is_refused(sign_in, asked, application):
    browser = await sign_in()
    await open_item(browser)
    await browser.post("/console/muc/1/dong", version=browser.version, reason="x")
    assert application.desk.queue.item(1).is_open


async def test_a_reviewer_approves_and_an_officer_does_not(sign_in, asked, application):
    browser, reviewer = await sign_in(), await sign_in(Role.REVIEWER)
    await open_item(browser)
    await send(browser)
    assert (await browser.post("/console/muc/1/duyet")).status_code == 403
    await open_item(reviewer)
    assert (await reviewer.post("/console/muc/1/duyet")).status_code == 303
    assert application.desk.queue.item(1).state == "approved"
    await reviewer.post("/console/muc/1/duyet")
    assert "Chỉ duyệt được mục đã trả lời" in (await reviewer.get("/console/muc/1")).text


async def test_a_wrong_heap_is_split_and_joined_by_hand(sign_in, asked, application):
    browser = await sign_in()
    await open_item(browser)
    response = await browser.client.post(
        "/console/muc/1/tach", data={"form_token": browser.form_token, "code": [asked[0], asked[3], "TL-999999"]}
    )
    assert response.status_code == 303
    assert (application.desk.queue.item(1).questions, application.desk.queue.item(2).questions) == (2, 2)
    await browser.post("/console/muc/2/gop", into="#1")
    assert application.desk.queue.item(1).questions == 4
    assert (await browser.get("/console/muc/2")).headers["location"] == "/console/muc/1"
    await browser.post("/console/muc/1/gop", into="1")
    assert "một mục khác" in (await browser.get("/console/muc/1")).text


@pytest.mark.parametrize("path", ["/console/muc/99", "/console/muc/99999999999999999999"])
async def test_an_unknown_item_is_not_found(sign_in, path):
    browser = await sign_in()
    assert (await browser.get(path)).status_code == 404
    assert (await browser.post(f"{path}/gui", text="x", version="1")).status_code == 404


async def test_the_conversation_around_a_question_is_shown_masked(sign_in, ask, application, clock):
    await ask("số tôi là 0912345678, chào", "1")
    clock.move(minutes=1)
    await ask("lớp dạy bơi cho trẻ em", "1")
    clock.move(minutes=1)
    await ask("chuyện của người khác", "2")
    application.desk.grouping.finish()
    page = (await (await sign_in()).get("/console/muc/1")).text
    around = page.split('id="around"')[1].split("</section>")[0]
    assert "chào" in around
    assert "0912345678" not in page
    assert "người khác" not in around


async def test_topics_that_are_not_near_at_all_are_left_out(sign_in, asked, application):
    near = json.dumps([["dang_ky_khai_sinh", 0.24], ["dang_ky_khai_tu", 0.0004]])
    application.database.execute("update items set topics = ? where id = 1", [near])
    application.database.conn.commit()
    page = await open_item(await sign_in())
    nearest = page.partition("Thủ tục máy thấy gần nhất")[2].partition("</section>")[0]
    assert "24%" in nearest
    assert "0%" not in nearest


async def test_what_the_slower_of_two_officers_wrote_is_still_shown(sign_in, asked):
    quick, slow = await sign_in(name="ba"), await sign_in(name="tu")
    await open_item(slow)
    await open_item(quick)
    await send(quick)
    page = await send(slow, "Chiều thứ Bảy cũng có lớp.")
    assert page.status_code == 409
    assert "Không gửi gì thêm" in page.text
    assert "Chiều thứ Bảy cũng có lớp." in page.text
    assert "Chiều thứ Bảy" not in await open_item(quick)
    assert "Chị ba " in await open_item(quick)
