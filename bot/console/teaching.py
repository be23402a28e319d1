"""Teaching: from a question or a fact to a proposal, with a look at what it would do before a reviewer gets it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from http import HTTPStatus

from starlette.responses import Response

from bot.console.area import Area, NavigationEntry, get, post
from bot.console.knowledge_views import (
    cards_of,
    fields_by_name,
    plain,
    topic_names,
    topics_by_field,
    warned,
)
from bot.console.teaching_forms import TOPIC_ASPECTS, read_edit
from bot.console.visit import Visit
from bot.domain.errors import KnowledgeError
from bot.domain.officer import Role
from bot.domain.question import find_code
from bot.domain.teaching import Proposal, ProposalKind, ProposalState

REVIEW_MONTHS_DAYS = 183
LIKELY = 0.3  # least probability of the nearest topic for it to be chosen beforehand
# Which proposals the tabs of the list show.
TABS: dict[str, tuple[ProposalState, ...]] = {
    "waiting": (ProposalState.PROPOSED,),
    "approved": (ProposalState.APPROVED,),
    "live": (ProposalState.LIVE,),
    "closed": (ProposalState.REJECTED, ProposalState.TAKEN_BACK),
}


async def show(visit: Visit) -> Response:
    """The proposals, by state, and where to begin."""
    knowledge = visit.application.knowledge
    tab = visit.query.get("muc", "waiting")
    tab = tab if tab in TABS else "waiting"
    counts = knowledge.proposals.counts()
    loaded = knowledge.folder.load()
    return visit.page(
        "teaching.html",
        tab=tab,
        counts={name: sum(counts.get(state, 0) for state in states) for name, states in TABS.items()},
        proposals=knowledge.proposals.listed(TABS[tab], 200),
        names=topic_names(visit),
        untrained=len(knowledge.teaching.untrained()),
        problems=plain(visit, loaded.problems),
        conflicts=loaded.conflicts,
        one_person=knowledge.rules.one_person(),
    )


async def from_question(visit: Visit) -> Response:
    """Four ways to teach from one question of residents."""
    typed, text = visit.query.get("ma", "").strip()[:20], visit.query.get("cau", "")[:600]
    looking = visit.application.knowledge.looking
    code = find_code(typed) or ""
    kept = looking.question_text(code) if code else None
    if kept is None:
        code = ""
    event = looking.question_event(code) if code else None
    near = [(c.topic, c.score) for c in event.candidates if visit.application.catalogue.get(c.topic)] if event else []
    unknown = "" if code else typed
    return visit.page(
        "teaching_question.html",
        status=HTTPStatus.NOT_FOUND if unknown else HTTPStatus.OK,
        code=code,
        unknown=unknown,
        text=kept or text,
        near=near,
        likely=near[0][0] if near and near[0][1] >= LIKELY else "",
        names=topic_names(visit),
        topics=topics_by_field(visit),
        earlier=visit.application.knowledge.proposals.of_question(code) if code else [],
    )


async def new_topic(visit: Visit) -> Response:
    """The guided form for a small topic."""
    return _topic_form(visit, dict(visit.query))


def _topic_form(visit: Visit, values: dict[str, str], problems: Sequence[str] = ()) -> Response:
    today = visit.application.clock.today()
    return visit.page(
        "teaching_topic.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        problems=problems,
        values={
            "source_date": today.isoformat(),
            "review_by": (today + timedelta(days=REVIEW_MONTHS_DAYS)).isoformat(),
            **values,
        },
        fields=fields_by_name(visit),
        aspects=TOPIC_ASPECTS,
    )


async def preview(visit: Visit) -> Response:
    """What a filled form would do: difference, warnings, and the card before and after."""
    try:
        kind, topic, edit = read_edit(visit.form)
        checked = visit.application.knowledge.teaching.check(kind, topic, edit)
    except KnowledgeError as error:
        return _mistakes(visit, plain(visit, str(error).split("\n")))
    problems = plain(visit, checked.preview.problems)
    if problems:
        return _mistakes(visit, problems)
    day = _day_of(visit.form.get("from", "")) or visit.application.clock.today()
    return visit.page(
        "teaching_preview.html",
        kind=kind,
        edit=checked.edit,
        topic=topic,
        names=topic_names(visit, checked.preview.knowledge.catalogue),
        diff=checked.preview.diff,
        warnings=warned(visit, checked.warnings),
        cards=cards_of(visit, checked.preview.knowledge.catalogue, kind, topic, checked.edit, day),
        fields=[(name, value) for name, value in visit.form.multi_items() if name != "form_token"],
        reason=visit.form.get("reason", ""),
    )


async def send(visit: Visit) -> Response:
    """Keeps a proposal for a reviewer."""
    try:
        kind, topic, edit = read_edit(visit.form)
        proposal = visit.application.knowledge.teaching.propose(
            kind,
            topic,
            edit,
            reason=visit.form.get("reason", ""),
            by=visit.officer.name,
            question=visit.form.get("question", "")[:20],
        )
    except KnowledgeError as error:
        return _mistakes(visit, plain(visit, str(error).split("\n")))
    visit.desk.auditing.record(visit.officer.name, "teaching.proposed", str(proposal.id), after=audited(proposal))
    return visit.go(f"/day/de-xuat/{proposal.id}", flash="teaching.sent")


async def set_rule(visit: Visit) -> Response:
    """Lets one person propose and approve, or not."""
    rules = visit.application.knowledge.rules
    before, after = rules.one_person(), visit.form.get("one_person") == "1"
    if before != after:
        rules.set_one_person(after)
        visit.desk.auditing.record(
            visit.officer.name, "teaching.rule", "one_person", before={"allowed": before}, after={"allowed": after}
        )
    return visit.go("/day", flash="shell.saved")


def audited(proposal: Proposal) -> dict[str, object]:
    """A proposal as the audit log keeps it."""
    return {
        "kind": proposal.kind.value,
        "topic": proposal.topic,
        "state": proposal.state.value,
        "file": proposal.edit.file,
        "entry": proposal.edit.entry,
        "change": proposal.change,
    }


def _mistakes(visit: Visit, problems: list[str]) -> Response:
    """The mistakes; what was filled in is still there, in the long form or behind the button "back"."""
    kind = visit.form.get("kind", "")
    if kind == ProposalKind.TOPIC:
        filled = {name: value for name, value in visit.form.items() if name != "form_token"}
        return _topic_form(visit, filled, problems)
    return visit.page(
        "teaching_mistakes.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        problems=problems,
        back=_back(kind, visit),
    )


def _back(kind: str, visit: Visit) -> str:
    topic = visit.form.get("topic", "")
    if kind in (ProposalKind.FACT, ProposalKind.REVIEW) and visit.application.catalogue.get(topic):
        return f"/chu-de/{topic}"
    return "/day"


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


AREA = Area(
    routes=(
        get("/day", show, Role.OFFICER),
        get("/day/cau-hoi", from_question, Role.OFFICER),
        get("/day/chu-de-moi", new_topic, Role.OFFICER),
        post("/day/xem-truoc", preview, Role.OFFICER),
        post("/day/gui", send, Role.OFFICER),
        post("/day/quy-tac", set_rule, Role.ADMIN),
    ),
    navigation=(NavigationEntry("teaching", "/day", Role.OFFICER),),
)
