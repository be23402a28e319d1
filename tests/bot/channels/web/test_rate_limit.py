"""Token buckets, and where the web channel uses them."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from bot.bootstrap import Application
from bot.channels.rate_limit import TokenBuckets


def test_bucket_gives_its_burst_then_fills_evenly() -> None:
    """Two at once, then one every two seconds."""
    now = [0.0]
    buckets = TokenBuckets(per_minute=30, burst=2, now=lambda: now[0])
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 2.0]
    now[0] = 1.5
    assert buckets.take("a") == 0.5
    now[0] = 2.0
    assert buckets.take("a") == 0
    now[0] = 1000.0
    assert [buckets.take("a") > 0 for _ in range(3)] == [False, False, True]


def test_keys_do_not_share_and_memory_is_bounded() -> None:
    """The key that was used longest ago is forgotten."""
    buckets = TokenBuckets(per_minute=1, burst=1, max_keys=3, now=lambda: 0.0)
    assert [buckets.take(key) for key in "abca"] == [0, 0, 0, 60.0]
    buckets.take("d")
    assert len(buckets) == 3
    assert buckets.take("a") == 60.0
    assert buckets.take("b") == 0


async def statuses(client: httpx.AsyncClient, count: int, **body: str) -> list[int]:
    """Status codes of some questions in a row."""
    return [(await client.post("/api/chat", json={"text": "chào", **body})).status_code for _ in range(count)]


async def test_sixteenth_message_at_once_is_told_when_to_try_again(client: httpx.AsyncClient) -> None:
    """Burst of 15, then 429 with Retry-After."""
    await client.get("/")
    assert await statuses(client, 15) == [200] * 15
    response = await client.post("/api/chat", json={"text": "chào"})
    assert response.status_code == 429
    assert response.json() == {"error": "too_many_requests"}
    assert 1 <= int(response.headers["retry-after"]) <= 2
    page = await client.post("/hoi", data={"text": "chào"})
    assert (page.status_code, "Bạn gửi nhanh quá" in page.text) == (429, True)


async def test_limited_message_is_answered_once_it_is_sent_again(client: httpx.AsyncClient, engine: object) -> None:
    """A refused message was not accepted, so its id is still free."""
    await client.get("/")
    await statuses(client, 15)
    assert (await client.post("/api/chat", json={"text": "làm khai sinh", "id": "x"})).status_code == 429
    client.cookies.clear()
    await client.get("/")
    assert (await client.post("/api/chat", json={"text": "làm khai sinh", "id": "x"})).status_code == 200


async def test_neighbours_behind_one_address_have_a_bucket_each(
    application: Application, connect: Callable[..., httpx.AsyncClient]
) -> None:
    """Two sessions do not use up each other's messages."""
    async with connect(application) as client:
        await client.get("/")
        assert set(await statuses(client, 15)) == {200}
        client.cookies.clear()
        await client.get("/")
        assert await statuses(client, 1) == [200]


async def test_fresh_cookies_do_not_lift_the_limit_of_an_address(
    application: Application, connect: Callable[..., httpx.AsyncClient]
) -> None:
    """Made-up sessions run into the limit of the address."""
    results = []
    async with connect(application) as client:
        for number in range(152):
            client.cookies.set("troly_session", f"{number:032x}")
            results += await statuses(client, 1)
    assert results == [200] * 150 + [429] * 2


async def test_made_up_senders_from_elsewhere_share_a_bucket(client: httpx.AsyncClient) -> None:
    """Only this machine's callers are believed."""
    results = [(await statuses(client, 1, sender=f"s{number}"))[0] for number in range(16)]
    assert results == [200] * 15 + [429]


async def test_local_callers_are_limited_per_sender(local: httpx.AsyncClient) -> None:
    """An evaluation with a sender each is not slowed down."""
    assert {(await statuses(local, 1, sender=f"s{number}"))[0] for number in range(200)} == {200}
    assert (await statuses(local, 16, sender="one"))[-1] == 429
