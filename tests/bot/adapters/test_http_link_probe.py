"""The probe against a real server on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.adapters.http_link_probe import HttpLinkProbe
from bot.domain.link_check import LinkResult


class OfficialSite(BaseHTTPRequestHandler):
    """Answers as official sites do: fine, gone, moved, without HEAD, refusing programs, silent."""

    asked: list[str] = []

    def do_HEAD(self) -> None:
        self.asked.append(f"HEAD {self.path}")
        match self.path:
            case "/moved":
                self._answer(301, Location="/fine")
            case "/slash":
                self._answer(301, Location="/slash/")
            case "/round":
                self._answer(302, Location="/round")
            case "/no-head" | "/no-head-gone":
                self._answer(405)
            case "/refuses":
                self._answer(403)
            case "/gone":
                self._answer(404)
            case "/broken":
                self._answer(500)
            case "/silent":
                self.rfile.read(1)
            case _:
                self._answer(200)

    def do_GET(self) -> None:
        self.asked.append(f"GET {self.path}")
        statuses = {"/gone": 404, "/no-head-gone": 410, "/refuses": 403}
        self._answer(statuses.get(self.path, 200))

    def _answer(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), OfficialSite)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("path", "result", "status"),
    [
        ("/fine", LinkResult.FINE, 200),
        ("/slash", LinkResult.FINE, 200),
        ("/moved", LinkResult.MOVED, 200),
        ("/no-head", LinkResult.FINE, 200),
        ("/no-head-gone", LinkResult.BROKEN, 410),
        ("/gone", LinkResult.BROKEN, 404),
        ("/broken", LinkResult.BROKEN, 500),
        ("/round", LinkResult.BROKEN, 0),
        ("/refuses", LinkResult.UNREACHABLE, 403),
        ("/silent", LinkResult.UNREACHABLE, 0),
    ],
)
async def test_the_answer_of_a_page_is_judged(site, path, result, status):
    found = await HttpLinkProbe(timeout=1.0 if path == "/silent" else 60.0).probe(site + path)
    assert (found.url, found.result, found.status) == (site + path, result, status)


async def test_the_page_is_only_fetched_where_a_short_question_is_not_taken(site):
    OfficialSite.asked.clear()
    await HttpLinkProbe().probe(f"{site}/fine")
    await HttpLinkProbe().probe(f"{site}/no-head")
    assert OfficialSite.asked == ["HEAD /fine", "HEAD /no-head", "GET /no-head"]


async def test_a_page_that_moved_tells_where_to(site):
    assert (await HttpLinkProbe().probe(f"{site}/moved")).detail == f"{site}/fine"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://no-such-host.invalid/", "http://[bad/", "ftp://x.vn/"])
async def test_an_address_that_cannot_be_reached_is_not_called_broken(url):
    assert (await HttpLinkProbe(timeout=2.0).probe(url)).result is LinkResult.UNREACHABLE
