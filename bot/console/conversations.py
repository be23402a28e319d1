"""Conversations, masked; one resident's thread only with a reason, which is written into the audit log."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from bot.console.area import Area, NavigationEntry, get, post
from bot.console.knowledge_views import topic_names
from bot.console.visit import Visit, whole_number
from bot.domain.officer import Role
from bot.domain.outcome import Outcome

PAGE = 50
LEAST_REASON = 5


async def show(visit: Visit) -> Response:
    """Turns, newest first; nothing shows which of them are of the same person."""
    outcome, channel = visit.query.get("ket-qua", ""), visit.query.get("kenh", "")
    found = visit.application.knowledge.looking.turns(
        before=whole_number(visit.query.get("truoc", "")),
        outcome=outcome if outcome in set(Outcome) else "",
        channel=channel if channel.isalnum() or "_" in channel else "",
        unhelpful=visit.query.get("che") == "1",
        limit=PAGE + 1,
    )
    return visit.page(
        "conversations.html",
        turns=found[:PAGE],
        older=found[PAGE - 1].place if len(found) > PAGE else None,
        names=topic_names(visit),
        outcomes=list(Outcome),
        outcome=outcome,
        channel=channel,
        unhelpful=visit.query.get("che") == "1",
    )


async def turn(visit: Visit) -> Response:
    """One turn with its nearest topics, and the door to the thread."""
    found = visit.application.knowledge.looking.turn(visit.path_values["turn"])
    if found is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    return visit.page("conversation_turn.html", turn=found, names=topic_names(visit), thread=None)


async def thread(visit: Visit) -> Response:
    """All turns of the same resident; who opened it and why is kept before anything is shown."""
    looking, reason = visit.application.knowledge.looking, visit.form.get("reason", "").strip()
    found = looking.turn(visit.path_values["turn"])
    if found is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    if len(reason) < LEAST_REASON:
        return visit.go(f"/hoi-thoai/{found.event.turn}", flash="conversations.reason_needed", kind="problem")
    visit.desk.auditing.record(
        visit.officer.name, "conversation.opened", found.event.turn, after={"reason": reason[:300]}
    )
    shown = looking.thread(found.event.turn)
    return visit.page("conversation_turn.html", turn=found, names=topic_names(visit), thread=shown)


AREA = Area(
    routes=(
        get("/hoi-thoai", show, Role.OFFICER),
        get("/hoi-thoai/{turn}", turn, Role.OFFICER),
        post("/hoi-thoai/{turn}/mot-nguoi", thread, Role.OFFICER),
    ),
    navigation=(NavigationEntry("conversations", "/hoi-thoai", Role.OFFICER),),
)
