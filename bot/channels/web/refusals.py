"""What a client is told whose request cannot be served."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse


class Refused(Exception):
    """Raised when a request cannot be served; carries what the client is told."""

    def __init__(self, status: int, error: str, *, retry_after: int | None = None, **details: Any) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, **details}
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}

    def as_json(self) -> JSONResponse:
        """The refusal for programs."""
        return JSONResponse(self.body, self.status, self.headers)


def bad_body(problems: list[tuple[str, str, str]]) -> Refused:
    """A refusal of a body, with every problem as (field, expected, got)."""
    listed = [{"field": field, "expected": expected, "got": got} for field, expected, got in problems]
    return Refused(400, "bad_request", problems=listed)
