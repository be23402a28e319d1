"""`POST /api/chat`: one question as JSON, one answer as JSON (docs/api.md)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.bootstrap import Application
from bot.channels.chat_data import answer_data, shown_data
from bot.channels.web.refusals import Refused
from bot.channels.web.request_guarding import JSON_TYPE, Guard
from bot.channels.web.request_reading import read_body, read_chat_request
from bot.channels.web.sessions import SESSION_HEADER, Sessions, new_session, session_of
from bot.channels.web.taking import Taking


class ChatApi:
    """The endpoint behind the page's script and for programs."""

    def __init__(self, application: Application, guard: Guard, taking: Taking, sessions: Sessions) -> None:
        self._links = application.links
        self._catalogue = application.catalogue
        self._guard = guard
        self._taking = taking
        self._sessions = sessions

    async def answer(self, request: Request) -> Response:
        """Answers one question."""
        try:
            self._guard.check_source(request, JSON_TYPE)
            asked = read_chat_request(await read_body(request), self._catalogue.localities)
            given = session_of(request)
            session = given or new_session()
            self._guard.check_rate(request, asked, given)
            reply = await self._taking.take(asked, session)
        except Refused as refused:
            return refused.as_json()
        shown = shown_data(reply.answer)
        if asked.tracked:
            shown |= {"tracked_links": [link.url for link in self._links.tracked(reply.turn, reply.answer).links]}
        data = answer_data(reply.answer) | {"turn": reply.turn or None, "shown": shown}
        response = JSONResponse(data, headers={"Cache-Control": "no-store"})
        is_known = given or asked.sender is not None or SESSION_HEADER in request.headers
        return response if is_known else self._sessions.give(response, session)
