"""One request of a signed-in officer, as the handlers of pages see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.datastructures import ImmutableMultiDict, QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.bootstrap import Application, Desk
from bot.console.area import ROOT
from bot.console.rendering import Rendering
from bot.domain.officer import Officer
from bot.services.signing_in import Session

LARGEST_NUMBER = 2**62
MOST_DIGITS = 15
Form = ImmutableMultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Visit:
    """What a handler needs.

    Attributes:
        form: the fields of a POST; its token was checked already.
    """

    request: Request
    application: Application
    session: Session
    rendering: Rendering
    form: Form = field(default_factory=lambda: ImmutableMultiDict[str, str]([]))

    @property
    def officer(self) -> Officer:
        """Who visits."""
        return self.session.officer

    @property
    def desk(self) -> Desk:
        """The services for officers."""
        return self.application.desk

    @property
    def query(self) -> QueryParams:
        """The parameters of the address."""
        return self.request.query_params

    def path_number(self, name: str) -> int:
        """A number in the address, made small enough for a database: what no database could hold is not found there."""
        return min(int(self.path_values[name]), LARGEST_NUMBER)

    @property
    def path_values(self) -> dict[str, Any]:
        """What the address holds at the places of its route."""
        return self.request.path_params

    def page(self, template: str, *, status: int = HTTPStatus.OK, **values: Any) -> Response:
        """A page inside the console's frame; messages that wait are shown once."""
        html = self.rendering.html(
            template,
            officer=self.officer,
            person=self._names(),
            form_token=self.session.form_token,
            navigation=[entry for entry in self.rendering.navigation if self.officer.role.covers(entry.least)],
            here=self.request.url.path.removeprefix(ROOT) or "/",
            flashes=self.desk.signing_in.take_flashes(self.session),
            **values,
        )
        return HTMLResponse(html, status)

    def _names(self) -> Callable[[str | None], str]:
        """Gives the name that an account shows; accounts are read when the first one is asked for."""
        names: dict[str, str] = {}

        def person(account: str | None) -> str:
            if account and not names:
                names.update({one.name: one.shown_name for one in self.desk.staffing.officers()})
            return names.get(account or "") or account or ""

        return person

    def go(self, path: str, *, flash: str | None = None, kind: str = "done", **values: object) -> Response:
        """Sends the officer to a path below `/console`, with a message (key of a text) on the page there."""
        if flash is not None:
            self.flash(flash, kind=kind, **values)
        return RedirectResponse(ROOT + path, HTTPStatus.SEE_OTHER)

    def flash(self, key: str, *, kind: str = "done", **values: object) -> None:
        """Keeps a message for the next page; `kind` is done or problem."""
        self.flash_text(self.rendering.texts.say(key, **values), kind=kind)

    def flash_text(self, text: str, *, kind: str = "problem") -> None:
        """As `flash`, for a sentence that was made already."""
        self.desk.signing_in.flash(self.session, {"kind": kind, "text": text})

    def error(self, key: str, status: int) -> Response:
        """A page that says what is wrong and what to do (texts `shell.errors.<key>`)."""
        return self.page("error.html", status=status, error=key)


def whole_number(text: str) -> int | None:
    """A number that somebody typed or that an address holds; None for anything else, also for one that is too long."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
