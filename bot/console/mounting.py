"""The console as Starlette routes; `bot/app.py` puts them beside the channels."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.adapters.versioned_static import VersionedStatic
from bot.bootstrap import Application
from bot.console.area import ROOT
from bot.console.areas import AREAS
from bot.console.guarding import guarded, safe
from bot.console.login import LOGIN_PATH, Login
from bot.console.rendering import STATIC, Rendering
from bot.console.texts_reader import ConsoleTexts

# Open to everybody; a test compares this list with the routes.
PUBLIC = (ROOT, LOGIN_PATH, f"{ROOT}/login", f"{ROOT}/static")


def routes(application: Application) -> list[BaseRoute]:
    """Every route of the console. What is not listed does not exist; what is listed is guarded or in PUBLIC."""
    locality = application.catalogue.localities.get(application.settings.locality or "")
    navigation = tuple(entry for area in AREAS for entry in area.navigation)
    rendering = Rendering(navigation, ConsoleTexts.load(), locality.name if locality else None)
    login = Login(application, rendering)

    async def to_queue(_: object) -> Response:
        return RedirectResponse(f"{ROOT}/", 303)

    async def to_login(_: object) -> Response:
        return RedirectResponse(LOGIN_PATH, 303)

    return [
        Route(ROOT, safe(to_queue)),
        Route(f"{ROOT}/login", safe(to_login)),
        Route(LOGIN_PATH, safe(login.page), methods=["GET"]),
        Route(LOGIN_PATH, safe(login.sign_in), methods=["POST"]),
        Mount(f"{ROOT}/static", VersionedStatic(directory=STATIC)),
        *(
            Route(ROOT + route.path, guarded(route, application, rendering), methods=[route.method])
            for area in AREAS
            for route in area.routes
        ),
    ]
