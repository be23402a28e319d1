"""What an area of the console declares: its routes, each with the least role, and its entries in the navigation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from bot.domain.officer import Role

if TYPE_CHECKING:
    from bot.console.visit import Visit

Handler = Callable[["Visit"], Awaitable[Response]]
ROOT = "/console"


@dataclass(frozen=True, slots=True)
class ConsoleRoute:
    """One address of the console.

    Attributes:
        path: below `/console`, in Starlette's form, such as `/hang-doi/{item:int}`.
        least: the least role; there is no default, so that nobody forgets it.
        method: GET or POST; what changes anything is a POST, whose form token is checked before the handler runs.
    """

    path: str
    handler: Handler
    least: Role
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """An entry of the navigation; its title is the text `<id>.title` of `texts/<id>.yml`."""

    id: str
    path: str
    least: Role


@dataclass(frozen=True, slots=True)
class Area:
    """Pages that belong together."""

    routes: tuple[ConsoleRoute, ...]
    navigation: tuple[NavigationEntry, ...] = ()


def get(path: str, handler: Handler, least: Role) -> ConsoleRoute:
    """A page."""
    return ConsoleRoute(path, handler, least)


def post(path: str, handler: Handler, least: Role) -> ConsoleRoute:
    """A form that changes something."""
    return ConsoleRoute(path, handler, least, "POST")
