"""The chat on other sites: script, frame, who may show it, whose session it is."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import httpx
import pytest

from bot.bootstrap import Application
from bot.domain.catalogue import Catalogue
from bot.domain.theme import Theme

SITE = "https://mytho.example.vn"


@pytest.fixture
def application(make_application: Callable[..., Application]) -> Application:
    """An application that one site may show, with a commune in green."""
    made = make_application(TROLY_EMBED_SITES=f"{SITE} http://localhost:8000", TROLY_LOCALITY="xa_my_hiep")
    old = made.catalogue
    places = dict(old.localities) | {"xa_my_tho": replace(old.localities["xa_my_tho"], theme=Theme("#1d6b3f"))}
    return replace(made, catalogue=Catalogue(old.topics, old.fields, places))


@pytest.fixture
async def client(
    application: Application, connect: Callable[..., httpx.AsyncClient]
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser."""
    async with connect(application) as browser:
        yield browser


async def test_frame_may_be_shown_by_listed_sites_only_and_every_other_page_by_none(client: httpx.AsyncClient) -> None:
    """The browser enforces it."""
    policy = (await client.get("/embed/xa_my_tho")).headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors 'self' {SITE} http://localhost:8000")
    assert "unsafe" not in policy
    for path in ("/", "/embed.js", "/go/x", "/no-such-page"):
        assert (await client.get(path)).headers["content-security-policy"].endswith("frame-ancestors 'self'")


async def test_without_the_setting_no_site_may_show_the_frame(
    make_application: Callable[..., Application], connect: Callable[..., httpx.AsyncClient]
) -> None:
    """The default is closed."""
    async with connect(make_application()) as client:
        policy = (await client.get("/embed/xa_my_tho")).headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self'")


async def test_frame_greets_for_its_commune_in_its_colours(client: httpx.AsyncClient) -> None:
    """Whatever the server's own commune is."""
    text = (await client.get("/embed/xa_my_tho")).text
    assert "Chào bà con xã Mỹ Thọ!" in text
    sheet = re.search(r'href="(/theme/xa_my_tho\.css\?v=[0-9a-f]{12})"', text)
    assert sheet
    response = await client.get(sheet.group(1))
    assert response.headers["content-type"].startswith("text/css")
    assert "immutable" in response.headers["cache-control"]
    assert response.text == ":root { --brand: #1d6b3f; --brand-dark: #154d2d; }\n"


async def test_unknown_commune_and_none_get_the_servers_own(client: httpx.AsyncClient) -> None:
    """An old script tag must not break a site."""
    for path in ("/embed", "/embed/khong_co"):
        text = (await client.get(path)).text
        assert 'data-place="xa_my_hiep"' in text
        assert "/theme/" not in text
    assert (await client.get("/theme/khong_co.css")).status_code == 404


async def test_script_knows_names_and_colours_and_may_be_loaded_by_any_site(client: httpx.AsyncClient) -> None:
    """It holds nothing but public data."""
    response = await client.get("/embed.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["cache-control"] == "public, max-age=3600"
    places = re.search(r"const PLACES = (\{.*\});", response.text)
    assert places
    assert json.loads(places.group(1))["xa_my_tho"] == {"name": "Xã Mỹ Thọ", "brand": "#1d6b3f"}


async def test_frame_keeps_its_session_in_a_partitioned_cookie_that_only_its_page_reads(
    client: httpx.AsyncClient,
) -> None:
    """SameSite=None is safe here: no request that does something looks at it."""
    response = await client.get("/embed/xa_my_tho")
    cookie = response.headers["set-cookie"]
    assert re.fullmatch(
        r"troly_frame=[0-9a-f]{32}; Max-Age=\d+; Path=/embed; Secure; HttpOnly; SameSite=None; Partitioned", cookie
    )
    session = cookie[12:44]
    assert f'data-session="{session}"' in response.text
    assert response.headers["cache-control"] == "no-store"
    again = await client.get("/embed/xa_my_tho", headers={"Cookie": f"troly_frame={session}"})
    assert f'data-session="{session}"' in again.text
    forged = await client.get("/embed/xa_my_tho", headers={"Cookie": 'troly_frame="><script>'})
    assert "<script>" not in forged.text
    answered = await client.post("/api/chat", json={"text": "a"}, headers={"Cookie": f"troly_frame={session}"})
    assert answered.cookies["troly_session"] != session


async def test_header_names_the_conversation_of_a_frame(client: httpx.AsyncClient, engine: object) -> None:
    """Before any cookie, and no cookie is set in the frame."""
    for session in ("a" * 32, "a" * 32, "b" * 32):
        response = await client.post("/api/chat", json={"text": "hỏi"}, headers={"X-Troly-Session": session})
        assert "set-cookie" not in response.headers
    senders = [sender for sender, _ in engine.asked]  # type: ignore[attr-defined]
    assert senders[0] == senders[1] != senders[2]


async def test_next_person_in_a_frame_gets_a_fresh_session(client: httpx.AsyncClient) -> None:
    """The frame's script has chosen it; the page comes back with it."""
    response = await client.post("/api/session", json={}, headers={"X-Troly-Session": "c" * 32})
    assert response.headers["set-cookie"].startswith(f"troly_frame={'c' * 32}; ")


async def test_questions_from_a_communes_site_are_logged_for_that_commune(
    client: httpx.AsyncClient, application: Application
) -> None:
    """And assisted ones apart."""
    await client.post("/api/chat", json={"text": "hỏi", "locality": "xa_my_tho", "assisted": True})
    await client.post("/api/chat", json={"text": "hỏi"})
    await client.post("/hoi", data={"text": "hỏi", "assisted": "1"})
    rows = list(application.database.query("select locality, assisted from usage_events order by rowid"))
    assert [(row["locality"], row["assisted"]) for row in rows] == [
        ("xa_my_tho", 1), ("xa_my_hiep", 0), ("xa_my_hiep", 1),
    ]  # fmt: skip


async def test_wrong_commune_and_wrong_switches_are_told(client: httpx.AsyncClient) -> None:
    """With the other mistakes."""
    body = {"text": "hỏi", "locality": ["xa_my_tho"], "assisted": "yes", "tracked": 1}
    response = await client.post("/api/chat", json=body)
    assert [problem["field"] for problem in response.json()["problems"]] == ["locality", "assisted", "tracked"]
