"""The public page of the open data and its files; read-only, the same for everybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.adapters.open_data_files import NAME, PUBLIC
from bot.bootstrap import Application, open_data_texts

PATH = "/du-lieu-mo"
PAGES = Path(__file__).parent / "open_data_pages"
_FRESH = {"Cache-Control": "public, max-age=3600"}


def routes(application: Application) -> list[BaseRoute]:
    """The page, its style and the files."""
    pages = OpenDataPages(application)
    return [Route(PATH, pages.page), Route(f"{PATH}/page.css", pages.style), Route(f"{PATH}/{{name}}", pages.file)]


class OpenDataPages:
    """Serves what the last release wrote."""

    def __init__(self, application: Application) -> None:
        self._folder = application.indicator.open_data_files.public
        pages = Environment(loader=FileSystemLoader(PAGES), autoescape=True)
        pages.filters["thousands"] = lambda number: f"{number:,}".replace(",", ".")
        self._template = pages.get_template("page.html")

    async def page(self, _: Request) -> Response:
        """The page for people."""
        rows = await run_in_threadpool(self._months)
        html = self._template.render(texts=open_data_texts(), rows=rows, files=list(PUBLIC))
        return HTMLResponse(html, headers=_FRESH)

    async def style(self, _: Request) -> Response:
        """Its style sheet."""
        return FileResponse(PAGES / "page.css", media_type="text/css", headers=_FRESH)

    async def file(self, request: Request) -> Response:
        """A file of the release; nothing else of the folder can be asked for."""
        name = request.path_params["name"]
        if name not in PUBLIC or not (self._folder / name).exists():
            return PlainTextResponse("404", 404)
        return FileResponse(self._folder / name, media_type=PUBLIC[name], headers=_FRESH)

    def _months(self) -> list[tuple[str, Any, Any]]:
        path = self._folder / f"{NAME}.json"
        if not path.exists():
            return []
        cells = json.loads(path.read_text(encoding="utf-8"))["counts"]
        whole = {(cell["period"], cell["measure"]): cell["value"] for cell in cells if cell["breakdown"] == "*"}
        months = sorted({period for period, _ in whole if "-" in period}, reverse=True)
        return [(month, whole.get((month, "questions")), whole.get((month, "residents"))) for month in months]
