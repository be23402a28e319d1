from __future__ import annotations

import re

import pytest

LINK = re.compile(r'href="/console/muc/(\d+)"')


async def test_questions_that_ask_the_same_are_one_line_with_the_number_of_people(sign_in, ask):
    await ask("xã có lớp dạy bơi cho trẻ em không", "1")
    await ask("cho hoi lop day boi tre em", "2")
    await ask("lớp dạy bơi trẻ em", "web-3", "web")
    await ask("đèn đường hư ở ấp 1", "4")
    page = (await (await sign_in()).get("/console/")).text
    assert len(LINK.findall(page)) == 2
    assert "3 người hỏi" in page
    assert "Máy chưa hiểu câu hỏi" in page


@pytest.mark.parametrize(("words", "found"), [("boi", 1), ("BƠI trẻ", 1), ("den duong", 1), ("tre den", 0), ('"*', 2)])
async def test_search_needs_no_tone_marks(sign_in, ask, words, found):
    await ask("lớp dạy bơi cho trẻ em", "1")
    await ask("đèn đường hư", "2")
    browser = await sign_in()
    page = await browser.client.get("/console/", params={"tim": words})
    assert page.status_code == 200
    assert len(LINK.findall(page.text)) == found


async def test_a_code_leads_to_its_item(sign_in, ask, clock):
    await ask("đèn đường hư", "1")
    clock.move(minutes=1)
    code = await ask("lớp dạy bơi cho trẻ em", "2")
    response = await (await sign_in()).client.get("/console/", params={"tim": f"ma {code.lower()}"})
    assert response.headers["location"] == "/console/muc/2"


async def test_filters_and_orders(sign_in, ask, clock):
    await ask("lớp dạy bơi cho trẻ em", "1")
    await ask("lớp dạy bơi cho trẻ em", "2")
    clock.move(minutes=5)
    await ask("đèn đường hư", "w", "web")
    browser = await sign_in()

    async def listed(**filters: str) -> list[str]:
        return LINK.findall((await browser.client.get("/console/", params=filters)).text)

    assert await listed() == ["2", "1"]
    assert await listed(xep="asked") == ["1", "2"]
    assert await listed(xep="due") == ["1", "2"]
    assert await listed(kenh="web") == ["2"]
    assert await listed(**{"vi-sao": "below_threshold"}) == ["2", "1"]
    assert await listed(**{"vi-sao": "ambiguous"}) == []
    assert await listed(xem="late") == []
    assert await listed(xem="nonsense", xep="nonsense", sau="nonsense") == ["2", "1"]
    clock.move(days=60)
    await browser.sign_in("officer")
    assert await listed(xem="late") == ["2", "1"]


@pytest.mark.parametrize("sorting", ["newest", "asked", "due"])
async def test_every_item_is_on_exactly_one_page(sign_in, application, sorting):
    rows = [
        {
            "text": f"q{number}", "state": "new", "is_open": 1, "reason": "ambiguous", "residents": number % 3,
            "questions": 1, "waiting": 1, "first_at": "2026-11-01", "last_at": f"2026-11-2{number % 4}T00:00:00+00:00",
            "due_at": f"2026-11-2{number % 5}T00:00:00+00:00", "channels": ",web,", "topics": "[]",
        }
        for number in range(75)
    ]  # fmt: skip
    for row in rows:
        row["first_at"] = "2026-11-01T00:00:00+00:00"
    application.database.table("items").insert_all(rows)
    browser = await sign_in()
    seen, address = [], f"/console/?xep={sorting}"
    while address:
        page = (await browser.client.get(address)).text
        seen += LINK.findall(page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found.group(1).replace("&amp;", "&") if found else ""
    assert len(seen) == 75
    assert len(set(seen)) == 75


async def test_what_residents_type_is_escaped_everywhere(sign_in, ask):
    await ask("<script>alert(1)</script> & \"'><img src=x onerror=alert(1)> lớp bơi", "1")
    browser = await sign_in()
    for path in ("/console/", "/console/muc/1"):
        page = (await browser.get(path)).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page
    page = (await browser.client.get("/console/", params={"tim": '"><script>alert(1)</script>'})).text
    assert "<script>alert" not in page


async def test_an_erased_resident_leaves_no_text_in_the_queue_or_its_search(sign_in, ask, application):
    await ask("lớp dạy bơi cho trẻ em", "1")
    browser = await sign_in()
    await browser.get("/console/")
    await ask("/xoadulieu", "1")
    assert "bơi" not in (await browser.get("/console/muc/1")).text
    for table in ("item_search", "items", "questions"):
        assert "boi" not in repr(list(application.database.query(f"select * from {table}")))
        assert "bơi" not in repr(list(application.database.query(f"select * from {table}")))
