"""Static files whose address carries a version, so that browsers keep them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC_SECONDS = 365 * 24 * 3600


class VersionedStatic(StaticFiles):
    """Static files with an ETag: kept for a year when their address carries a version, checked every time otherwise."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 304 when the browser has it."""
        response = await super().get_response(path, scope)
        is_kept = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = f"public, max-age={STATIC_SECONDS}, immutable" if is_kept else "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def version_of(folder: Path) -> str:
    """A version that changes with the files of a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
