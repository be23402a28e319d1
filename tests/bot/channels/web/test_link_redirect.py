"""`GET /go/<token>`: counts and leads to official hosts only."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from bot.bootstrap import Application
from bot.services.link_tracking import TrackedLink


def clicks(application: Application) -> list[dict[str, Any]]:
    """What was counted."""
    return list(application.database.query("select turn, topic, host from link_clicks"))


async def an_answer(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    """A card with an official link."""
    response = await client.post("/api/chat", json={"text": "làm khai sinh", "tracked": True, **more})
    return dict(response.json())


async def test_opened_link_is_counted_and_leads_to_the_official_page(
    client: httpx.AsyncClient, application: Application
) -> None:
    """The turn, the topic and the host, nothing else."""
    answer = await an_answer(client)
    (tracked,), (official,) = answer["shown"]["tracked_links"], answer["links"]
    assert tracked.startswith("/go/")
    response = await client.get(tracked)
    assert (response.status_code, response.headers["location"]) == (302, official)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert clicks(application) == [{"turn": answer["turn"], "topic": "dang_ky_khai_sinh", "host": "dichvucong.gov.vn"}]


async def test_api_keeps_official_links_and_gives_counted_ones_only_when_asked(client: httpx.AsyncClient) -> None:
    """The stable interface stays as it was."""
    plain = (await client.post("/api/chat", json={"text": "làm khai sinh"})).json()
    asked = await an_answer(client)
    assert plain["links"] == asked["links"]
    assert plain["links"][0].startswith("https://dichvucong.gov.vn/")
    assert "tracked_links" not in plain["shown"]


async def test_form_without_javascript_has_counted_links_that_name_the_host(client: httpx.AsyncClient) -> None:
    """The same for every browser."""
    text = (await client.post("/hoi", data={"text": "làm khai sinh"})).text
    assert re.search(r'<a class="official" href="/go/[\w.-]+"', text)
    assert "(dichvucong.gov.vn)" in text


@pytest.mark.parametrize(
    "path",
    [
        "/go/x",
        "/go/x.y",
        "/go/",
        "/go/https://evil.example/",
        "/go///evil.example",
        "/go/%2F%2Fevil.example",
        "/go/%00",
    ],
)
async def test_unknown_token_is_a_page_in_words_never_a_redirect(
    client: httpx.AsyncClient, application: Application, path: str
) -> None:
    """Nothing that comes in the address is ever led to or shown."""
    response = await client.get(path)
    assert response.status_code == 404
    assert "location" not in response.headers
    assert "Liên kết này không dùng được" in response.text
    assert "evil" not in response.text
    assert clicks(application) == []


async def test_signed_token_for_another_host_is_not_followed(
    client: httpx.AsyncClient, application: Application
) -> None:
    """Also with our signature: the list decides when the link is opened."""
    token = application.links.token(TrackedLink("t", None, "https://evil.example/"))
    response = await client.get(f"/go/{token}")
    assert response.status_code == 410
    assert "location" not in response.headers


async def test_token_with_one_changed_letter_is_not_followed(client: httpx.AsyncClient) -> None:
    """Neither in what it says nor in its signature."""
    (tracked,) = (await an_answer(client))["shown"]["tracked_links"]
    for place in (4, len(tracked) // 2, -1):
        letter = "A" if tracked[place] != "A" else "B"
        changed = tracked[:place] + letter + (tracked[place + 1 :] if place != -1 else "")
        assert (await client.get(changed)).status_code == 404


async def test_looking_ahead_is_not_counted(client: httpx.AsyncClient, application: Application) -> None:
    """HEAD and a browser's prefetch are no resident who opened the page."""
    (tracked,) = (await an_answer(client))["shown"]["tracked_links"]
    assert (await client.head(tracked)).status_code == 302
    assert (await client.get(tracked, headers={"Sec-Purpose": "prefetch;prerender"})).status_code == 302
    assert clicks(application) == []


async def test_one_link_opened_again_and_again_leads_on_but_does_not_fill_the_database(
    client: httpx.AsyncClient, application: Application
) -> None:
    """A few are counted."""
    (tracked,) = (await an_answer(client))["shown"]["tracked_links"]
    assert {(await client.get(tracked)).status_code for _ in range(30)} == {302}
    assert len(clicks(application)) <= 6


async def test_failed_count_does_not_keep_the_resident_from_the_page(
    client: httpx.AsyncClient, application: Application
) -> None:
    """The page matters more than the figure."""
    (tracked,) = (await an_answer(client))["shown"]["tracked_links"]
    application.database.execute("drop table link_clicks")
    assert (await client.get(tracked)).status_code == 302
