"""Addresses without a page: that of a form, opened again, leads to the page of the form; others are told."""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.responses import Response

from bot.console.area import Area, get
from bot.console.visit import Visit
from bot.domain.officer import Role

# Forms post below the address of their page. A phone that opens its last tab again asks for the address of the form.
_BELOW_A_PAGE = re.compile(
    r"(?P<page>muc/\d+|day|huan-luyen|lien-ket|thu|thong-bao|gio-lam-viec|can-bo|tai-khoan|hoi-thoai)/.+"
)


async def show(visit: Visit) -> Response:
    """The page to which the address belongs, or the word that there is none."""
    found = _BELOW_A_PAGE.fullmatch(visit.path_values["rest"])
    return visit.go(f"/{found['page']}") if found else visit.error("not_found", HTTPStatus.NOT_FOUND)


# The last area: what no other route takes.
AREA = Area(routes=(get("/{rest:path}", show, Role.OFFICER),))
