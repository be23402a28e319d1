"""Reviewing: one proposal with its difference, decisions, and the history of all changes."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from starlette.responses import Response

from bot.console.area import Area, get, post
from bot.console.knowledge_views import cards_of, plain, topic_names, warned
from bot.console.teaching import audited
from bot.console.visit import Visit
from bot.domain.errors import KnowledgeError
from bot.domain.officer import Role
from bot.domain.teaching import Proposal, ProposalKind, ProposalState

HISTORY = 60


async def show(visit: Visit) -> Response:
    """One proposal: what it changes, what to look at, the card on any day."""
    proposal = _asked_for(visit)
    if proposal is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    knowledge = visit.application.knowledge
    catalogue, problems, warnings = visit.application.catalogue, [], []
    if proposal.state is ProposalState.PROPOSED:
        try:
            checked = knowledge.teaching.check(proposal.kind, proposal.topic, proposal.edit)
            catalogue, diff = checked.preview.knowledge.catalogue, checked.preview.diff
            problems, warnings = plain(visit, checked.preview.problems), warned(visit, checked.warnings)
        except KnowledgeError as error:
            diff, problems = "", plain(visit, str(error).split("\n"))
    else:
        diff = knowledge.folder.diff(proposal.change) if proposal.change else ""
    day = _day(visit) or _starts(proposal) or visit.application.clock.today()
    return visit.page(
        "proposal.html",
        proposal=proposal,
        names=topic_names(visit, catalogue),
        diff=diff,
        problems=problems,
        warnings=warnings,
        day=day,
        cards=cards_of(
            visit,
            catalogue,
            proposal.kind,
            proposal.topic,
            proposal.edit,
            day,
            made=proposal.state is not ProposalState.PROPOSED,
        ),
        may_decide=visit.officer.role.covers(Role.REVIEWER),
        mine=proposal.proposed_by == visit.officer.name,
        own=proposal.proposed_by == visit.officer.name and not knowledge.rules.one_person(),
    )


async def approve(visit: Visit) -> Response:
    """Writes it into the knowledge."""
    return _decide(visit, "approved")


async def reject(visit: Visit) -> Response:
    """Turns it down with a reason."""
    return _decide(visit, "rejected")


async def take_back(visit: Visit) -> Response:
    """Undoes it."""
    return _decide(visit, "taken_back")


async def withdraw(visit: Visit) -> Response:
    """Takes one's own proposal back before anybody has decided."""
    proposal = _asked_for(visit)
    if proposal is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    if proposal.proposed_by != visit.officer.name:
        return visit.error("forbidden", HTTPStatus.FORBIDDEN)
    return _decide(visit, "withdrawn")


async def history(visit: Visit) -> Response:
    """Every change of the knowledge, newest first, with its difference."""
    folder = visit.application.knowledge.folder
    changes = [(change, folder.diff(change.id)) for change in folder.changes(HISTORY)]
    return visit.page("knowledge_history.html", changes=changes, unrecorded=folder.unrecorded())


def _decide(visit: Visit, decision: str) -> Response:
    proposal = _asked_for(visit)
    if proposal is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    teaching, by, note = visit.application.knowledge.teaching, visit.officer.name, visit.form.get("note", "")
    place = f"/day/de-xuat/{proposal.id}"
    try:
        match decision:
            case "approved":
                after = teaching.approve(proposal.id, by=by, note=note)
            case "rejected":
                after = teaching.reject(proposal.id, by=by, note=note)
            case "withdrawn":
                after = teaching.withdraw(proposal.id, by=by)
            case _:
                after = teaching.take_back(proposal.id, by=by, reason=note)
    except KnowledgeError as error:
        for problem in plain(visit, str(error).split("\n")):
            visit.flash_text(problem)
        return visit.go(place)
    visit.desk.auditing.record(
        by, f"teaching.{decision}", str(proposal.id), before=audited(proposal), after=audited(after)
    )
    starts = _starts(proposal)
    if decision == "approved" and starts and starts > visit.application.clock.today():
        return visit.go(place, flash="teaching.approved_later", day=f"{starts:%d/%m/%Y}")
    if decision == "withdrawn":
        return visit.go(place, flash="teaching.withdrawn")
    needs_training = decision != "rejected" and proposal.kind.needs_training
    return visit.go(place, flash=f"teaching.{decision}_{'train' if needs_training else 'done'}")


def _asked_for(visit: Visit) -> Proposal | None:
    return visit.application.knowledge.proposals.get(visit.path_number("proposal"))


def _day(visit: Visit) -> date | None:
    try:
        return date.fromisoformat(visit.query.get("ngay", ""))
    except ValueError:
        return None


def _starts(proposal: Proposal) -> date | None:
    """The day from which a fact holds; `from` of a local word is what residents type."""
    entry = proposal.edit.entry
    start = entry.get("from") if proposal.kind is ProposalKind.FACT and isinstance(entry, dict) else None
    return date.fromisoformat(start) if start else None


AREA = Area(
    routes=(
        get("/day/de-xuat/{proposal:int}", show, Role.OFFICER),
        post("/day/de-xuat/{proposal:int}/duyet", approve, Role.REVIEWER),
        post("/day/de-xuat/{proposal:int}/tu-choi", reject, Role.REVIEWER),
        post("/day/de-xuat/{proposal:int}/rut-lai", take_back, Role.REVIEWER),
        post("/day/de-xuat/{proposal:int}/thoi", withdraw, Role.OFFICER),
        get("/day/lich-su", history, Role.OFFICER),
    ),
)
