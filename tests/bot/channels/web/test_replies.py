"""`GET /api/replies`: what officers have replied to this session's questions."""

from __future__ import annotations

import httpx

from bot.bootstrap import Application
from bot.services.replying import Replying


async def ask(client: httpx.AsyncClient, application: Application, **headers: str) -> str:
    """Asks what nobody knows; returns the code."""
    await client.post("/api/chat", json={"text": "chuyện lạ"}, headers=headers)
    row = next(application.database.query("select code from questions order by rowid desc limit 1"))
    return str(row["code"])


async def test_reply_is_told_to_the_session_that_asked_and_to_nobody_else(
    client: httpx.AsyncClient, application: Application
) -> None:
    """Another browser, even one with a made-up session, gets nothing."""
    await client.get("/")
    code = await ask(client, application)
    waiting = (await client.get("/api/replies")).json()
    assert waiting == {"open": 1, "replies": []}
    Replying(application.store, application.wording).reply(code, "Ra xã nộp, mang theo giấy khai sinh.", "lan")
    response = await client.get("/api/replies")
    assert response.headers["cache-control"] == "no-store"
    found = response.json()
    assert found["open"] == 0
    assert [reply["code"] for reply in found["replies"]] == [code]
    assert "Ra xã nộp, mang theo giấy khai sinh." in "\n".join(found["replies"][0]["shown"]["lines"])
    client.cookies.clear()
    assert (await client.get("/api/replies")).json() == {"open": 0, "replies": []}
    assert (await client.get("/api/replies", headers={"X-Troly-Session": "0" * 32})).json()["replies"] == []


async def test_session_of_a_frame_is_taken_from_its_header(client: httpx.AsyncClient, application: Application) -> None:
    """A cookie does not come along there."""
    code = await ask(client, application, **{"X-Troly-Session": "a" * 32})
    Replying(application.store, application.wording).reply(code, "Ra xã nộp.", "lan")
    found = (await client.get("/api/replies", headers={"X-Troly-Session": "a" * 32})).json()
    assert [reply["code"] for reply in found["replies"]] == [code]


async def test_looking_too_often_is_refused_and_does_not_use_up_questions(client: httpx.AsyncClient) -> None:
    """A page that goes wild slows down only itself."""
    await client.get("/")
    results = [(await client.get("/api/replies")).status_code for _ in range(11)]
    assert results == [200] * 10 + [429]
    assert (await client.post("/api/chat", json={"text": "chào"})).status_code == 200
