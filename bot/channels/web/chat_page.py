"""`GET /`: the chat page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.rendering import Rendering
from bot.channels.web.sessions import Sessions, new_session, session_of


class ChatPage:
    """The page that residents open."""

    def __init__(self, rendering: Rendering, sessions: Sessions) -> None:
        self._rendering = rendering
        self._sessions = sessions

    async def page(self, request: Request) -> Response:
        """The empty chat."""
        return self._sessions.give(self._rendering.chat(), session_of(request) or new_session())
