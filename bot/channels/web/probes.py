"""`GET /healthz`: whether the server is up."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.bootstrap import Application
from bot.channels.trouble_report import trouble_data


class Probes:
    """For watchdogs and for people who ask what runs."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def health(self, _: Request) -> Response:
        """Says that the server is up, and with which model."""
        application = self._application
        return JSONResponse(
            {
                "status": "ok",
                "model": application.engine.model,
                "topics": len(application.catalogue),
                "troubles": trouble_data(application.channels.alerts),
            },
            headers={"Cache-Control": "no-store"},
        )
