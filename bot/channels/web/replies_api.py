"""`GET /api/replies`: what officers have replied to the questions of this session."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.bootstrap import Application
from bot.channels.chat_data import answer_data, shown_data
from bot.channels.web.refusals import Refused
from bot.channels.web.request_guarding import Guard
from bot.channels.web.sessions import session_of
from bot.channels.web.taking import CHANNEL, address_of_session


class RepliesApi:
    """Asked by the page when a resident returns, and now and then while a question waits."""

    def __init__(self, application: Application, guard: Guard) -> None:
        self._returning = application.returning
        self._guard = guard

    async def waiting(self, request: Request) -> Response:
        """`{"open": number of questions that still wait, "replies": [{"code", "outcome", "links", "shown"}]}`."""
        session = session_of(request)
        if session is None:
            return self._as_json(0, [])
        try:
            self._guard.check_looking(request, session)
        except Refused as refused:
            return refused.as_json()
        found = self._returning.replies(CHANNEL, address_of_session(session))
        replies = [
            {"code": code, "outcome": answer.outcome.value, "links": answer_data(answer)["links"], "shown": shown}
            for code, answer in found.replies
            if (shown := shown_data(answer))
        ]
        return self._as_json(found.open, replies)

    def _as_json(self, count: int, replies: list[dict[str, object]]) -> Response:
        return JSONResponse({"open": count, "replies": replies}, headers={"Cache-Control": "no-store"})
