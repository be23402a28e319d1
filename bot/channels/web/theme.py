"""`GET /theme/<locality>.css`: a commune's colours (its file in data/localities), for pages without inline styles."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from bot.adapters.versioned_static import STATIC_SECONDS
from bot.bootstrap import Application
from bot.domain.locality import Locality


class ThemeStyle:
    """The style sheet of a commune."""

    def __init__(self, application: Application) -> None:
        self._catalogue = application.catalogue

    async def style(self, request: Request) -> Response:
        """The colours as variables; kept for a year under an address that changes with them."""
        sheet = style_sheet(self._catalogue.localities.get(request.path_params["locality"]))
        if sheet is None:
            return Response(status_code=404)
        return Response(
            sheet, media_type="text/css", headers={"Cache-Control": f"public, max-age={STATIC_SECONDS}, immutable"}
        )


def style_sheet(locality: Locality | None) -> str | None:
    """The style sheet, or None for a commune with the usual colours."""
    if locality is None or locality.theme is None:
        return None
    return f":root {{ --brand: {locality.theme.brand}; --brand-dark: {locality.theme.dark}; }}\n"


def style_version(locality: Locality | None) -> str | None:
    """What the address of the style sheet carries, or None where there is no sheet."""
    sheet = style_sheet(locality)
    return hashlib.sha256(sheet.encode()).hexdigest()[:12] if sheet else None
