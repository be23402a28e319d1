"""Turns templates into pages: the chat, and the page for a link that leads nowhere."""

from __future__ import annotations

import secrets
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.responses import HTMLResponse, Response

from bot.adapters.versioned_static import version_of
from bot.bootstrap import SUGGESTED, Application
from bot.channels.web.request_reading import ChatRequest
from bot.channels.web.taking import CHANNEL
from bot.channels.web.theme import style_version
from bot.domain.aspect import Aspect
from bot.domain.locality import Locality
from bot.domain.message import MAX_MESSAGE_CHARACTERS
from bot.domain.payload import TopicPayload
from bot.services.conversing import Reply

# Offered on the empty page after the procedures of SUGGESTED.
SUGGESTED_GUIDES = ("tra_cuu_ho_so", "vneid_huong_dan", "an_toan_so")
# Modules of the page's script; the page names them all, so that a slow network fetches them at once.
MODULES = (
    "conversation.js", "drawing.js", "framed.js", "keeping.js", "replies.js", "sending.js", "switches.js", "wording.js",
)  # fmt: skip

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


class Rendering:
    """The templates with what all of them use."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._environment = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True)
        self._environment.globals.update(base=f"/static/{version_of(STATIC)}", modules=MODULES)

    def chat(
        self,
        *,
        locality: Locality | None = None,
        frame_session: str | None = None,
        asked: ChatRequest | None = None,
        reply: Reply | None = None,
        refused: int | None = None,
    ) -> Response:
        """The chat page: empty, with one question and answer, or with why a question was not taken."""
        application = self._application
        place = locality or application.catalogue.localities.get(application.settings.locality or "")
        greeting = (place and place.greeting) or application.wording.say("utter_greet")
        topics = [topic for topic in map(application.catalogue.get, (*SUGGESTED, *SUGGESTED_GUIDES)) if topic]
        announcing = application.desk.announcing
        html = self.html(
            "chat.html",
            place=place,
            theme=style_version(place),
            is_framed=frame_session is not None,
            frame_session=frame_session,
            notices=[notice.text for notice in announcing.current()],
            closed=announcing.closed_message(CHANNEL),
            greeting=greeting.strip().split("\n"),
            privacy=application.wording.say("utter_privacy_notice").split("\n"),
            topics=[(topic.name, TopicPayload(topic.id, Aspect.SUMMARY).encode()) for topic in topics],
            asked=asked,
            answer=reply.answer if reply else None,
            refused=refused,
            form_id=secrets.token_hex(8),
            max_characters=MAX_MESSAGE_CHARACTERS,
        )
        is_empty = asked is None and refused is None
        return HTMLResponse(html, refused or 200, {"Cache-Control": "no-cache" if is_empty else "no-store"})

    def html(self, template: str, **values: object) -> str:
        """A template with its values; everything is escaped."""
        return self._environment.get_template(template).render(**values)
