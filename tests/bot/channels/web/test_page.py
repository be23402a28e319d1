"""The chat page, static files, headers, health and metrics."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot.bootstrap import Application
from bot.channels import web
from bot.channels.web.rendering import MODULES

PAGES = Path(web.__file__).parent
VIETNAMESE_PAGE = '<html lang="vi">'


async def test_page_greets_offers_topics_and_says_how_data_is_kept(client: httpx.AsyncClient) -> None:
    """The page is of use before any script runs."""
    response = await client.get("/")
    assert response.status_code == 200
    assert VIETNAMESE_PAGE in response.text
    assert "Xin chào! Tôi là trợ lý số" in response.text
    assert "Đăng ký khai sinh" in response.text
    assert "t|tra_cuu_ho_so|s" in response.text
    assert "Xin đừng gửi số căn cước" in response.text
    assert "<noscript>" in response.text


async def test_page_uses_the_greeting_of_the_locality(
    make_application: Callable[..., Application], connect: Callable[..., httpx.AsyncClient]
) -> None:
    """TROLY_LOCALITY changes the greeting and the name in the header."""
    async with connect(make_application(TROLY_LOCALITY="xa_my_hiep")) as client:
        text = (await client.get("/")).text
    assert "Xã Mỹ Hiệp" in text
    assert "Xin chào! Tôi là trợ lý số" not in text


async def test_page_survives_an_unknown_locality(
    make_application: Callable[..., Application], connect: Callable[..., httpx.AsyncClient]
) -> None:
    """A wrong id falls back to the common greeting."""
    async with connect(make_application(TROLY_LOCALITY="no_such_place")) as client:
        assert "Xin chào! Tôi là trợ lý số" in (await client.get("/")).text


async def test_page_has_no_inline_script_or_style_and_nothing_foreign(client: httpx.AsyncClient) -> None:
    """What the content policy forbids is not in the page."""
    text = (await client.get("/")).text
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", text) == []
    assert re.findall(r'(?:src|href|action)="(?!/|#)', text) == []


@pytest.mark.parametrize("path", [*PAGES.glob("static/*.js"), PAGES / "templates" / "embed.js"], ids=lambda p: p.name)
def test_scripts_never_write_html_or_evaluate_text(path: Path) -> None:
    """Text becomes text nodes only."""
    script = path.read_text(encoding="utf-8")
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", script) == []
    assert len(script.splitlines()) < 300


def test_page_names_every_module_so_that_a_slow_network_fetches_them_at_once() -> None:
    """A module that only another one names costs one more way there and back."""
    assert {path.name for path in PAGES.glob("static/*.js")} == {*MODULES, "chat.js"}


async def test_page_with_everything_it_loads_is_light(client: httpx.AsyncClient) -> None:
    """Under 60 kB compressed, for slow networks."""
    page = (await client.get("/")).text
    loaded = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    assert len(loaded) == 3 + len(MODULES)
    weight = len(gzip.compress(page.encode()))
    for address in loaded:
        response = await client.get(address)
        assert response.status_code == 200
        weight += len(gzip.compress(response.content))
    assert weight < 60_000


async def test_session_cookie_is_random_long_lived_and_hidden_from_scripts(client: httpx.AsyncClient) -> None:
    """128 random bits, HttpOnly, SameSite=Lax, 180 days."""
    cookie = (await client.get("/")).headers["set-cookie"]
    assert re.match(r"troly_session=[0-9a-f]{32};", cookie)
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert f"Max-Age={180 * 24 * 3600}" in cookie
    assert "Secure" not in cookie


async def test_session_cookie_is_secure_under_https(
    make_application: Callable[..., Application], connect: Callable[..., httpx.AsyncClient]
) -> None:
    """A public https address makes the cookie Secure."""
    async with connect(make_application(TROLY_PUBLIC_URL="https://troly.example")) as client:
        assert "Secure" in (await client.get("/")).headers["set-cookie"]


async def test_session_is_kept_and_a_made_up_one_is_replaced(client: httpx.AsyncClient) -> None:
    """Opening the page again keeps the session; a cookie that the server cannot have made is not taken."""
    first = (await client.get("/")).cookies["troly_session"]
    assert (await client.get("/")).cookies["troly_session"] == first
    client.cookies.clear()
    response = await client.get("/", headers={"Cookie": "troly_session=guess"})
    assert re.fullmatch(r"[0-9a-f]{32}", response.cookies["troly_session"])


@pytest.mark.parametrize("path", ["/", "/static/chat.css", "/healthz", "/no-such-page", "/api/chat"])
async def test_every_response_has_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    """Errors included."""
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(("name", "kind"), [("chat.css", "text/css"), ("chat.js", "javascript"), ("icon.svg", "svg")])
async def test_static_files_are_cached_and_checked_by_etag(client: httpx.AsyncClient, name: str, kind: str) -> None:
    """With a version for a year, without one checked each time."""
    response = await client.get(f"/static/{name}")
    assert response.status_code == 200
    assert kind in response.headers["content-type"]
    assert response.headers["cache-control"] == "no-cache"
    again = await client.get(f"/static/{name}", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    old = await client.get(f"/static/{'0' * 12}/{name}")
    assert (old.content, old.headers["cache-control"]) == (response.content, "no-cache")
    base = re.search(r"/static/[0-9a-f]{12}/", (await client.get("/")).text)
    assert base
    assert "immutable" in (await client.get(f"{base.group()}{name}")).headers["cache-control"]


@pytest.mark.parametrize("path", ["/static/../routing.py", "/static/%2e%2e/templates/chat.html", "/static/"])
async def test_static_folder_cannot_be_left(client: httpx.AsyncClient, path: str) -> None:
    """Only the files in the folder are served."""
    assert (await client.get(path)).status_code == 404


async def test_large_responses_are_compressed(client: httpx.AsyncClient) -> None:
    """The page travels compressed."""
    assert (await client.get("/")).headers["content-encoding"] == "gzip"


async def test_health_names_the_model(client: httpx.AsyncClient, application: Application) -> None:
    """For the watchdog and for people who ask what runs."""
    response = await client.get("/healthz")
    assert response.json() == {
        "status": "ok",
        "model": "fake-model",
        "topics": len(application.catalogue),
        "troubles": [],
    }


async def test_metrics_count_turns_by_channel_and_outcome(client: httpx.AsyncClient) -> None:
    """Read from the usage log."""
    await client.post("/api/chat", json={"text": "làm khai sinh"})
    await client.post("/api/chat", json={"text": "chuyện gì đó lạ"})
    response = await client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    assert 'troly_turns_total{channel="web",outcome="answered"} 1.0' in response.text
    assert 'troly_outbox{channel="telegram",state="dead"} 0.0' in response.text
    assert 'troly_turns_total{channel="web",outcome="unanswered"} 1.0' in response.text
