"""The page's files under an address that holds a hash of their content: `/static/<hash>/chat.js`.

The hash is a folder, so that a script finds the modules beside it under the same hash.
"""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.adapters.versioned_static import STATIC_SECONDS, version_of


class HashedFiles(StaticFiles):
    """Kept for a year under today's hash; under an older one or none today's file is given, checked every time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self._folder = folder
        self._hash = version_of(folder)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 304 when the browser has it."""
        first, _, rest = path.partition("/")
        is_versioned = bool(rest) and len(first) == len(self._hash) and not (self._folder / first).exists()
        response = await super().get_response(rest if is_versioned else path, scope)
        is_kept = is_versioned and first == self._hash
        response.headers["Cache-Control"] = f"public, max-age={STATIC_SECONDS}, immutable" if is_kept else "no-cache"
        return response
