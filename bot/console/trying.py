"""A test chat: the same engine and the same answers, but nothing is counted, stored or put into the queue."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from datetime import UTC, datetime

from starlette.responses import Response

from bot.console.area import Area, NavigationEntry, get, post
from bot.console.knowledge_views import topic_names
from bot.console.visit import Visit
from bot.domain.message import Message
from bot.domain.officer import Role
from bot.services.conversing import Reply

CHANNEL = "test"
SHOWN = 10
MAX_TYPED = 1000
OFFICERS = 200

Turn = tuple[str, Reply]
# What each officer's test chat shows; gone at a restart, as it should be.
_TURNS: OrderedDict[tuple[int, str], list[Turn]] = OrderedDict()


async def show(visit: Visit) -> Response:
    """The chat."""
    return visit.page(
        "trying.html", turns=_turns(visit)[::-1], names=topic_names(visit), model=visit.application.engine.model
    )


async def ask(visit: Visit) -> Response:
    """One question or one click."""
    text, payload = visit.form.get("text", "")[:MAX_TYPED], visit.form.get("payload") or None
    if not text.strip() and not payload:
        return visit.go("/thu")
    message = Message(CHANNEL, secrets.token_hex(8), visit.officer.name, text, datetime.now(UTC), payload=payload)
    reply = await visit.application.knowledge.trying.take(message)
    if reply:
        turns = _turns(visit)
        turns.append((visit.form.get("label", "")[:200] or text, reply))
        del turns[:-SHOWN]
    return visit.go("/thu")


async def clear(visit: Visit) -> Response:
    """Begins afresh."""
    message = Message(CHANNEL, secrets.token_hex(8), visit.officer.name, "/xoadulieu", datetime.now(UTC))
    await visit.application.knowledge.trying.take(message)
    _turns(visit).clear()
    return visit.go("/thu")


def _turns(visit: Visit) -> list[Turn]:
    key = (id(visit.application.database), visit.officer.name)
    turns = _TURNS.setdefault(key, [])
    _TURNS.move_to_end(key)
    while len(_TURNS) > OFFICERS:
        _TURNS.popitem(last=False)
    return turns


AREA = Area(
    routes=(
        get("/thu", show, Role.OFFICER),
        post("/thu/hoi", ask, Role.OFFICER),
        post("/thu/xoa", clear, Role.OFFICER),
    ),
    navigation=(NavigationEntry("trying", "/thu", Role.OFFICER),),
)
