"""`POST /api/chat`: answers, mistakes, repeated messages, sessions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.bootstrap import Application
from bot.domain.errors import EngineError

STABLE = {"outcome", "topics", "codes", "aspects", "confidence", "candidates", "answer", "links"}


async def test_answer_has_the_stable_fields_and_what_the_page_draws(client: httpx.AsyncClient) -> None:
    """The stable fields, the turn and `shown`, and nothing else."""
    response = await client.post("/api/chat", json={"text": "làm khai sinh", "sender": "thu"})
    data = response.json()
    assert response.status_code == 200
    assert set(data) == STABLE | {"turn", "shown"}
    assert data["outcome"] == "answered"
    assert data["topics"] == ["dang_ky_khai_sinh"]
    assert data["turn"]
    assert set(data["shown"]) == {"title", "lines", "footer", "link_labels", "buttons"}
    assert len(data["shown"]["link_labels"]) == len(data["links"]) == 1
    assert response.headers["cache-control"] == "no-store"


async def test_payload_of_a_button_shows_its_card(client: httpx.AsyncClient) -> None:
    """A click is a message with a payload."""
    data = (await client.post("/api/chat", json={"text": "Lệ phí", "payload": "t|dang_ky_khai_sinh|f"})).json()
    assert data["aspects"] == ["fee"]


@pytest.mark.parametrize("text", ["", "   ", "😀", "/", "/start", "\u0000\ud800", "x" * 2500, "/ask_fee{}"])
async def test_odd_texts_get_an_answer(client: httpx.AsyncClient, text: str) -> None:
    """Nothing that a resident types is an error."""
    response = await client.post(
        "/api/chat", content=json.dumps({"text": text}), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 200
    assert response.json()["answer"]


async def test_engine_failure_is_answered_in_words(client: httpx.AsyncClient, engine: Any) -> None:
    """An expected failure of the engine becomes an answer with a code."""
    engine.failure = EngineError("expected an answer")
    data = (await client.post("/api/chat", json={"text": "làm khai sinh"})).json()
    assert data["outcome"] == "error"
    assert "TL-" in data["answer"]


async def test_markup_in_a_question_comes_back_as_text(client: httpx.AsyncClient) -> None:
    """JSON is never read as a page."""
    text = "<script>alert(1)</script>"
    response = await client.post("/api/chat", json={"text": text})
    assert response.headers["content-type"] == "application/json"
    assert response.json()["shown"]["lines"][0] == text


# Mistakes


async def test_all_mistakes_of_a_body_are_told_at_once(client: httpx.AsyncClient) -> None:
    """Each with the field, the expected form and what came."""
    body = {"text": 5, "sender": "", "payload": "p" * 65, "id": "a b"}
    response = await client.post("/api/chat", json=body)
    assert response.status_code == 400
    assert response.json()["error"] == "bad_request"
    assert [problem["field"] for problem in response.json()["problems"]] == ["text", "sender", "payload", "id"]
    assert response.json()["problems"][0] == {"field": "text", "expected": "a string", "got": "5"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"[" * 9000, b"{}", b'{"text": null}'])
async def test_broken_bodies_are_refused(client: httpx.AsyncClient, body: bytes) -> None:
    """400, whatever is wrong."""
    response = await client.post("/api/chat", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert response.json()["problems"][0]["expected"]


async def test_sender_that_utf8_cannot_hold_is_refused(client: httpx.AsyncClient) -> None:
    """A lone surrogate would not reach the database."""
    body = '{"text": "a", "sender": "\\ud800"}'
    response = await client.post("/api/chat", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400


async def test_number_as_sender_is_taken(client: httpx.AsyncClient) -> None:
    """As `troly ask --jsonl` does."""
    assert (await client.post("/api/chat", json={"text": "chào", "sender": 7})).status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_other_content_types_are_refused(client: httpx.AsyncClient, content_type: str) -> None:
    """A foreign page can send these without asking first."""
    response = await client.post("/api/chat", content=b'{"text": "a"}', headers={"Content-Type": content_type})
    assert response.status_code == 415
    assert response.json()["expected"] == "application/json"


async def test_body_over_16_kib_is_refused(client: httpx.AsyncClient) -> None:
    """Also when its length is not announced."""
    large = json.dumps({"text": "x" * 17_000}).encode()
    headers = {"Content-Type": "application/json"}
    assert (await client.post("/api/chat", content=large, headers=headers)).status_code == 413

    async def chunks() -> Any:
        for start in range(0, len(large), 1000):
            yield large[start : start + 1000]

    assert (await client.post("/api/chat", content=chunks(), headers=headers)).status_code == 413


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_other_methods_are_not_allowed(client: httpx.AsyncClient, method: str) -> None:
    """Only POST asks."""
    assert (await client.request(method, "/api/chat")).status_code == 405


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://troly.test.evil.example", "http://[", "x"])
@pytest.mark.parametrize("path", ["/api/chat", "/api/session"])
async def test_other_sites_are_refused(client: httpx.AsyncClient, origin: str, path: str) -> None:
    """The Origin header must name this host."""
    response = await client.post(path, json={"text": "a"}, headers={"Origin": origin})
    assert response.status_code == 403


async def test_own_site_is_served_under_its_host_and_its_public_name(
    make_application: Callable[..., Application], connect: Callable[..., httpx.AsyncClient]
) -> None:
    """A proxy may change the Host header; the public address counts as well."""
    async with connect(make_application(TROLY_PUBLIC_URL="https://troly.example")) as client:
        for origin in ("http://troly.test", "https://troly.example"):
            response = await client.post("/api/chat", json={"text": "a"}, headers={"Origin": origin})
            assert response.status_code == 200


async def test_unexpected_error_shows_nothing_of_the_inside(client: httpx.AsyncClient, engine: Any) -> None:
    """No stack trace leaves, and the headers are there."""
    engine.failure = RuntimeError("secret detail in /some/path")
    response = await client.post("/api/chat", json={"text": "làm khai sinh"})
    assert response.status_code == 500
    assert response.json() == {"error": "internal"}
    assert response.headers["x-content-type-options"] == "nosniff"


# The same message again


async def test_repeated_message_gets_the_same_answer_once(client: httpx.AsyncClient, engine: Any) -> None:
    """A retry after a lost response is no second turn."""
    await client.get("/")
    body = {"text": "làm khai sinh", "id": "one"}
    first = (await client.post("/api/chat", json=body)).json()
    again = (await client.post("/api/chat", json=body)).json()
    assert len(engine.asked) == 1
    assert again["turn"] is None
    assert again | {"turn": 0} == first | {"turn": 0}


async def test_message_that_is_being_answered_is_told_so(client: httpx.AsyncClient, engine: Any) -> None:
    """409, then the answer."""
    await client.get("/")
    engine.gate.clear()
    body = {"text": "làm khai sinh", "id": "one"}
    first = asyncio.create_task(client.post("/api/chat", json=body))
    await engine.reached.wait()
    second = await client.post("/api/chat", json=body)
    assert second.status_code == 409
    assert second.json() == {"error": "in_progress"}
    engine.gate.set()
    assert (await first).status_code == 200
    assert (await client.post("/api/chat", json=body)).status_code == 200
    assert len(engine.asked) == 1


async def test_message_that_failed_half_way_is_answered_on_retry(client: httpx.AsyncClient, engine: Any) -> None:
    """It was accepted, so without care it would count as a duplicate for ever."""
    await client.get("/")
    engine.failure = RuntimeError("boom")
    body = {"text": "làm khai sinh", "id": "one"}
    assert (await client.post("/api/chat", json=body)).status_code == 500
    engine.failure = None
    assert (await client.post("/api/chat", json=body)).json()["outcome"] == "answered"


async def test_message_whose_answer_was_erased_is_not_answered_again(client: httpx.AsyncClient, engine: Any) -> None:
    """Once a resident has erased everything, an old retry must not bring it back."""
    await client.get("/")
    await client.post("/api/chat", json={"text": "làm khai sinh", "id": "one"})
    await client.post("/api/chat", json={"text": "/xoadulieu", "id": "two"})
    assert (await client.post("/api/chat", json={"text": "làm khai sinh", "id": "one"})).status_code == 410
    assert len(engine.asked) == 1


async def test_same_id_of_two_residents_is_two_messages(client: httpx.AsyncClient, engine: Any) -> None:
    """Ids are only unique within a session."""
    await client.post("/api/chat", json={"text": "làm khai sinh", "id": "1", "sender": "a"})
    await client.post("/api/chat", json={"text": "làm khai sinh", "id": "1", "sender": "b"})
    assert len({sender for sender, _ in engine.asked}) == 2


async def test_store_keeps_neither_session_nor_sender(client: httpx.AsyncClient, application: Application) -> None:
    """Only keyed hashes stay once a message is answered."""
    session = (await client.get("/")).cookies["troly_session"]
    await client.post("/api/chat", json={"text": "làm khai sinh", "id": "one"})
    await client.post("/api/chat", json={"text": "làm khai sinh", "sender": "nguyen-van-a"})
    kept = "\n".join(dump(application.store))
    assert session not in kept
    assert "nguyen-van-a" not in kept


def dump(store: SqliteTurnStore) -> list[str]:
    """Everything in the database as text."""
    return list(store._db.conn.iterdump())


# Sessions


async def test_page_session_is_one_conversation_and_a_sender_another(client: httpx.AsyncClient, engine: Any) -> None:
    """The cookie names the conversation of the page, `sender` that of an API caller."""
    await client.get("/")
    for body in ({"text": "một"}, {"text": "hai"}, {"text": "ba", "sender": "x"}):
        await client.post("/api/chat", json=body)
    senders = [sender for sender, _ in engine.asked]
    assert senders[0] == senders[1] != senders[2]


async def test_sender_cannot_pose_as_a_session(client: httpx.AsyncClient, engine: Any) -> None:
    """A caller that names somebody's session as sender is in a conversation of its own."""
    session = (await client.get("/")).cookies["troly_session"]
    await client.post("/api/chat", json={"text": "một"})
    await client.post("/api/chat", json={"text": "hai", "sender": session})
    assert len({sender for sender, _ in engine.asked}) == 2


async def test_question_without_a_session_gets_one(client: httpx.AsyncClient) -> None:
    """A cookie comes with the first answer; an API caller gets none."""
    assert "set-cookie" not in (await client.post("/api/chat", json={"text": "a", "sender": "x"})).headers
    assert "troly_session" in (await client.post("/api/chat", json={"text": "a"})).cookies
    assert "set-cookie" not in (await client.post("/api/chat", json={"text": "a"})).headers


async def test_new_session_forgets_the_conversation(client: httpx.AsyncClient) -> None:
    """For the next person at a shared device."""
    before = (await client.get("/")).cookies["troly_session"]
    response = await client.post("/api/session", json={})
    assert response.status_code == 204
    assert response.cookies["troly_session"] != before
