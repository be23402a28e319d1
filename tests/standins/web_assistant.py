"""The web channel with an engine without Rasa, and a commune's own site that shows it in a frame."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.adapters.sqlite_store.database import open_database
from bot.app import build_app
from bot.bootstrap import wire
from bot.domain.answer import Answer, Effect
from bot.domain.outcome import Outcome
from bot.services.replying import Replying
from bot.settings import read_settings
from standins.fake_engine import FakeEngine
from standins.loopback_server import LoopbackServer

SECRET = b"only for tests, not a secret"
UNKNOWN = "mở phòng khám răng"
SITE_POLICY = "default-src 'none'; style-src 'self'; script-src {0}; frame-src {0}"


class WebAssistant:
    """Runs in a thread; `stop` and `start` make it go away and come back with the same data and port."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        read = read_settings({"TROLY_DATA_DIR": str(data_dir), **settings})
        self._database = read.database
        self.engine = FakeEngine()
        self.engine.answers[UNKNOWN] = Answer(
            Outcome.UNANSWERED, ("Chưa có câu trả lời.",), effect=Effect.RECORD_QUESTION, reason="below_threshold"
        )
        self.application = wire(read, open_database(read.database), self.engine, SECRET)
        self._server = LoopbackServer(build_app(self.application))
        self.start = self._server.start
        self.stop = self._server.stop
        self.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return self._server.url

    def column(self, sql: str) -> list[object]:
        """The first column of a query over the database file."""
        with closing(sqlite3.connect(self._database)) as database:
            return [row[0] for row in database.execute(sql)]

    def reply_to_last_question(self, text: str) -> str:
        """An officer replies; returns the code."""
        code = str(self.column("select code from questions order by asked_at desc")[0])
        Replying(self.application.store, self.application.wording).reply(code, text, "lan")
        return code


class CommuneSite:
    """A site of another origin with styles of its own; its content policy allows these, our script and our frame."""

    STYLE = "* { font-family: serif !important; } button, iframe { display: none !important } body { font-size: 9px }"

    def __init__(self, *, locality: str = "xa_my_tho") -> None:
        self.assistant = ""
        self._locality = locality
        pages = [Route("/", self._page), Route("/khac", self._page), Route("/site.css", self._style)]
        self._server = LoopbackServer(Starlette(routes=pages))
        self._server.start()
        self.stop = self._server.stop

    @property
    def url(self) -> str:
        """Its address: another host name, so that browsers see another site, not only another port."""
        return f"http://localhost:{self._server.port}"

    async def _page(self, _: Request) -> Response:
        return HTMLResponse(
            f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>UBND xã Mỹ Thọ</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="stylesheet" href="/site.css"></head>
            <body><main><h1>Ủy ban nhân dân xã Mỹ Thọ</h1><p>Tin tức của xã.</p><a href="/khac">Trang khác</a></main>
            <script src="{self.assistant}/embed.js" data-locality="{self._locality}" async></script></body></html>""",
            headers={"Content-Security-Policy": SITE_POLICY.format(self.assistant)},
        )

    async def _style(self, _: Request) -> Response:
        return Response(self.STYLE, media_type="text/css")
