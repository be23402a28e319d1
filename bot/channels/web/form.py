"""`POST /hoi`: the chat for browsers without JavaScript; every answer is a page."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.bootstrap import Application
from bot.channels.web.refusals import Refused
from bot.channels.web.rendering import Rendering
from bot.channels.web.request_guarding import FORM_TYPE, Guard
from bot.channels.web.request_reading import read_body, read_form
from bot.channels.web.sessions import Sessions, new_session, session_of
from bot.channels.web.taking import Taking


class Form:
    """The form of the page."""

    def __init__(
        self, application: Application, rendering: Rendering, guard: Guard, taking: Taking, sessions: Sessions
    ) -> None:
        self._links = application.links
        self._rendering = rendering
        self._guard = guard
        self._taking = taking
        self._sessions = sessions

    async def answer(self, request: Request) -> Response:
        """Answers one question with a page."""
        given = session_of(request)
        session = given or new_session()
        asked = None
        try:
            self._guard.check_source(request, FORM_TYPE)
            asked = read_form(await read_body(request))
            self._guard.check_rate(request, asked, given)
            reply = await self._taking.take_patiently(asked, session)
        except Refused as refused:
            response = self._rendering.chat(asked=asked, refused=refused.status)
            response.headers.update(refused.headers)
            return response
        shown = replace(reply, answer=self._links.tracked(reply.turn, reply.answer))
        return self._sessions.give(self._rendering.chat(asked=asked, reply=shown), session)

    async def back_to_page(self, _: Request) -> Response:
        """Sends who opens the form's address to the chat page."""
        return RedirectResponse("/", status_code=303)
