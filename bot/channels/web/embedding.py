"""The chat on other sites: `GET /embed.js` for one script tag, `GET /embed/<locality>` for the frame that it opens."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.bootstrap import Application
from bot.channels.web.rendering import Rendering
from bot.channels.web.safe_responses import content_policy
from bot.channels.web.sessions import frame_session_of, keep_frame_session, new_session

SCRIPT_SECONDS = 3600


class Embedding:
    """What a commune's own site loads from us."""

    def __init__(self, application: Application, rendering: Rendering) -> None:
        self._catalogue = application.catalogue
        self._settings = application.settings
        self._rendering = rendering

    async def script(self, _: Request) -> Response:
        """The script that puts the button on the page; any site may load it, only listed ones may open the frame."""
        headers = {"Cache-Control": f"public, max-age={SCRIPT_SECONDS}", "Cross-Origin-Resource-Policy": "cross-origin"}
        script = self._rendering.html("embed.js", places=self._places(), default=self._settings.locality)
        return Response(script, media_type="text/javascript", headers=headers)

    async def frame(self, request: Request) -> Response:
        """The chat page for a frame."""
        locality = self._catalogue.localities.get(request.path_params.get("locality", ""))
        session = frame_session_of(request) or new_session()
        response = self._rendering.chat(locality=locality, frame_session=session)
        keep_frame_session(response, session)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = content_policy(self._settings.embed_sites)
        return response

    def _places(self) -> dict[str, dict[str, str]]:
        """Names and colours that the button needs before the frame is there."""
        return {
            locality.id: {"name": locality.name} | ({"brand": locality.theme.brand} if locality.theme else {})
            for locality in self._catalogue.localities.values()
        }
