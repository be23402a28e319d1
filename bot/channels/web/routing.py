"""The routes of the web channel, and what every response goes through."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route

from bot.bootstrap import Application
from bot.channels.web.chat_api import ChatApi
from bot.channels.web.chat_page import ChatPage
from bot.channels.web.embedding import Embedding
from bot.channels.web.form import Form
from bot.channels.web.link_redirect import LinkRedirect
from bot.channels.web.metrics import Metrics
from bot.channels.web.probes import Probes
from bot.channels.web.rendering import STATIC, Rendering
from bot.channels.web.replies_api import RepliesApi
from bot.channels.web.request_guarding import Guard
from bot.channels.web.safe_responses import SafeResponses
from bot.channels.web.sessions import Sessions
from bot.channels.web.static_files import HashedFiles
from bot.channels.web.taking import Taking
from bot.channels.web.theme import ThemeStyle


def routes(application: Application) -> list[BaseRoute]:
    """The routes of the web channel."""
    guard, taking, sessions = Guard(application), Taking(application), Sessions(application)
    rendering = Rendering(application)
    page = ChatPage(rendering, sessions)
    form = Form(application, rendering, guard, taking, sessions)
    embedding = Embedding(application, rendering)
    return [
        Route("/", page.page),
        Route("/hoi", form.answer, methods=["POST"]),
        Route("/hoi", form.back_to_page, methods=["GET"]),
        Route("/embed", embedding.frame),
        Route("/embed/{locality}", embedding.frame),
        Route("/embed.js", embedding.script),
        Route("/theme/{locality}.css", ThemeStyle(application).style),
        Route("/go/{token:path}", LinkRedirect(application, rendering).open),
        Route("/api/chat", ChatApi(application, guard, taking, sessions).answer, methods=["POST"]),
        Route("/api/session", sessions.start_anew(guard), methods=["POST"]),
        Route("/api/replies", RepliesApi(application, guard).waiting),
        Route("/healthz", Probes(application).health),
        Route("/metrics", Metrics(application).page),
        Mount("/static", HashedFiles(STATIC)),
    ]


def middleware() -> list[Middleware]:
    """What every response goes through, outermost first."""
    return [Middleware(SafeResponses), Middleware(GZipMiddleware, minimum_size=500)]
