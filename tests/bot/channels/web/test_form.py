"""`POST /hoi`: the page without JavaScript."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx


async def test_form_shows_question_answer_link_and_buttons(client: httpx.AsyncClient) -> None:
    """Everything that the script would draw."""
    response = await client.post("/hoi", data={"text": "làm khai sinh", "id": "f1"})
    assert response.status_code == 200
    assert "làm khai sinh" in response.text
    assert "<h2>Đăng ký khai sinh</h2>" in response.text
    assert 'target="_blank" rel="noopener noreferrer"' in response.text
    assert 'value="t|dang_ky_khai_sinh|f"' in response.text
    assert "<script" not in response.text
    assert response.headers["cache-control"] == "no-store"
    assert "troly_session" in response.cookies


async def test_button_of_the_form_shows_its_card(client: httpx.AsyncClient) -> None:
    """A button posts its label and payload."""
    response = await client.post("/hoi", data={"text": "Lệ phí", "payload": "t|dang_ky_khai_sinh|f", "id": "f1"})
    assert "Lệ phí:" in response.text


async def test_markup_stays_text(client: httpx.AsyncClient) -> None:
    """Question and answer are escaped."""
    response = await client.post("/hoi", data={"text": "<img src=x onerror=alert(1)>"})
    assert "<img src=x" not in response.text
    assert "&lt;img src=x onerror=alert(1)&gt;" in response.text


async def test_form_sent_again_is_answered_once_and_another_text_anew(client: httpx.AsyncClient, engine: Any) -> None:
    """Reloading the answer page sends the form again; going back sends another text with the old id."""
    await client.get("/")
    for text in ("làm khai sinh", "làm khai sinh", "khai sinh muộn"):
        await client.post("/hoi", data={"text": text, "id": "f1"})
    assert [text for _, text in engine.asked] == ["làm khai sinh", "khai sinh muộn"]


async def test_form_sent_twice_at_once_waits_for_the_one_answer(client: httpx.AsyncClient, engine: Any) -> None:
    """An impatient second click still shows the answer."""
    await client.get("/")
    engine.gate.clear()
    sent = [asyncio.create_task(client.post("/hoi", data={"text": "làm khai sinh", "id": "f1"})) for _ in range(2)]
    await asyncio.sleep(0.1)
    engine.gate.set()
    pages = await asyncio.gather(*sent)
    assert ["<h2>Đăng ký khai sinh</h2>" in page.text for page in pages] == [True, True]
    assert len(engine.asked) == 1


async def test_empty_question_is_answered_kindly(client: httpx.AsyncClient) -> None:
    """As in every channel."""
    assert "Tôi chưa thấy câu hỏi" in (await client.post("/hoi", data={"text": ""})).text


async def test_refusals_are_pages_in_words(client: httpx.AsyncClient) -> None:
    """Too much, the wrong kind, a foreign site: the page says what to do."""
    long = await client.post("/hoi", data={"text": "x" * 17_000})
    assert (long.status_code, "Câu hỏi dài quá" in long.text) == (413, True)
    kind = await client.post("/hoi", json={"text": "a"})
    assert (kind.status_code, "Chưa gửi được" in kind.text) == (415, True)
    foreign = await client.post("/hoi", data={"text": "a"}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert "set-cookie" not in foreign.headers
    bad = await client.post("/hoi", data={"text": "a", "id": "not an id"})
    assert bad.status_code == 400


async def test_null_origin_of_our_own_form_is_taken_and_of_another_site_refused(client: httpx.AsyncClient) -> None:
    """Under `no-referrer` browsers send "null" with a plain form; Sec-Fetch-Site tells whose form it is."""
    own = await client.post("/hoi", data={"text": "a"}, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})
    other = await client.post("/hoi", data={"text": "a"}, headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"})
    assert (own.status_code, other.status_code) == (200, 403)


async def test_opening_the_address_of_the_form_leads_to_the_page(client: httpx.AsyncClient) -> None:
    """A bookmark of an answer page is no dead end."""
    response = await client.get("/hoi")
    assert (response.status_code, response.headers["location"]) == (303, "/")
