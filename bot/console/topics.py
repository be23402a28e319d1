"""Topics with their facts, dates, warnings, use and rating; and the checks of official links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus

from starlette.responses import Response

from bot.adapters.sqlite_store.topic_use import DAYS, TopicUse
from bot.console.area import Area, NavigationEntry, get, post
from bot.console.knowledge_views import fields_by_name, topic_names
from bot.console.teaching import REVIEW_MONTHS_DAYS
from bot.console.visit import Visit, whole_number
from bot.domain.aspect import Aspect
from bot.domain.link_check import LinkCheck, LinkResult
from bot.domain.officer import Role
from bot.domain.teaching import ProposalState
from bot.domain.text import fold
from bot.domain.topic import Fact, Topic

SOON_DAYS = 30
FEW_RATINGS = 3
FLAGS = ("past_review", "review_soon", "broken_link", "low_rated", "taught", "unused")


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in the list."""

    topic: Topic
    field: str
    use: TopicUse
    link: LinkCheck | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact with its place in the topic and when it holds."""

    place: int
    fact: Fact
    when: str


async def show(visit: Visit) -> Response:
    """The list, filtered; search works without tone marks."""
    wanted, field, flag = fold(visit.query.get("tim", "")).strip(), visit.query.get("linh-vuc", ""), _flag(visit)
    rows = [
        row
        for row in _rows(visit, await visit.application.knowledge.topic_use.by_topic())
        if (not wanted or wanted in _searched(row.topic))
        and (not field or row.topic.field == field)
        and (not flag or flag in row.flags)
    ]
    return visit.page(
        "topics.html",
        rows=sorted(rows, key=lambda row: (-len(row.flags), -row.use.turns, row.topic.name)),
        fields=fields_by_name(visit),
        flags=FLAGS,
        search=visit.query.get("tim", ""),
        field=field,
        flag=flag,
        days=DAYS,
    )


async def topic(visit: Visit) -> Response:
    """One topic."""
    found = visit.application.catalogue.get(visit.path_values["topic"])
    if found is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    today = visit.application.clock.today()
    rows = {
        aspect: [FactRow(place, fact, _when(fact, today)) for place, fact in enumerate(found.facts[aspect])]
        for aspect in Aspect
        if found.facts.get(aspect)
    }
    checks = visit.application.knowledge.links.results()
    proposals = visit.application.knowledge.proposals.listed(ProposalState, 1000)
    return visit.page(
        "topic.html",
        topic=found,
        field=visit.application.catalogue.field_of(found).name,
        facts=rows,
        is_past=found.is_past_review(today),
        use=(await visit.application.knowledge.topic_use.by_topic()).get(found.id, TopicUse()),
        checks=checks,
        names=topic_names(visit),
        days=DAYS,
        proposals=[proposal for proposal in proposals if proposal.topic == found.id][:20],
    )


async def edit_fact(visit: Visit) -> Response:
    """The form to correct one fact, end it, or add one."""
    found = visit.application.catalogue.get(visit.path_values["topic"])
    if found is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    aspect, place = visit.query.get("muc", ""), visit.query.get("so", "")
    facts = found.facts.get(Aspect(aspect), ()) if aspect in set(Aspect) else ()
    number = whole_number(place)
    fact = facts[number] if number is not None and number < len(facts) else None
    return visit.page(
        "fact_form.html",
        topic=found,
        aspect=aspect if aspect in set(Aspect) else "",
        aspects=list(Aspect),
        fact=fact,
        today=visit.application.clock.today(),
    )


async def review(visit: Visit) -> Response:
    """The form to say that the facts were read again and still hold."""
    found = visit.application.catalogue.get(visit.path_values["topic"])
    if found is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    today = visit.application.clock.today()
    return visit.page("review_form.html", topic=found, today=today, until=today + timedelta(days=REVIEW_MONTHS_DAYS))


async def links(visit: Visit) -> Response:
    """Results of the link check; a run goes on in the background."""
    checking = visit.application.knowledge.links
    results = checking.results()
    users: dict[str, list[Topic]] = {}
    for each in visit.application.catalogue.topics:
        for url in dict.fromkeys([each.link, *(source.url for source in each.sources.values())]):
            if url:
                users.setdefault(url, []).append(each)
    checks = [results[url] for url in users if url in results]
    order = (LinkResult.BROKEN, LinkResult.UNREACHABLE, LinkResult.MOVED, LinkResult.FINE)
    report = checking.last_report
    return visit.page(
        "links.html",
        checks=sorted(checks, key=lambda check: (order.index(check.result), check.url)),
        users=users,
        counts={result: sum(check.result is result for check in checks) for result in order},
        total=len(users),
        running=checking.is_running,
        offline=report is not None and report.is_offline,
        newest=max((check.checked_at for check in checks if check.checked_at), default=None),
    )


async def check_links(visit: Visit) -> Response:
    """Starts a run."""
    started = visit.application.knowledge.links.start()
    if started:
        visit.desk.auditing.record(visit.officer.name, "links.check_started", "")
    return visit.go("/lien-ket", flash="topics.check_started")


def _rows(visit: Visit, use: dict[str, TopicUse]) -> list[TopicRow]:
    catalogue, today = visit.application.catalogue, visit.application.clock.today()
    checks = visit.application.knowledge.links.results()
    proposals = visit.application.knowledge.proposals.listed([ProposalState.APPROVED, ProposalState.LIVE], 1000)
    taught = {proposal.topic for proposal in proposals}
    rows = []
    for each in catalogue.topics:
        used, link = use.get(each.id, TopicUse()), checks.get(each.link or "")
        holds = {
            "past_review": each.is_past_review(today),
            "review_soon": today <= each.review_by <= today + timedelta(days=SOON_DAYS),
            "broken_link": link is not None and link.result is LinkResult.BROKEN,
            "low_rated": used.not_helped >= FEW_RATINGS and used.not_helped > used.helped,
            "taught": each.id in taught,
            "unused": used.turns == 0,
        }
        flags = tuple(flag for flag in FLAGS if holds[flag])
        rows.append(TopicRow(each, catalogue.field_of(each).name, used, link, flags))
    return rows


def _searched(topic: Topic) -> str:
    return fold(" ".join([topic.name, topic.official_name or "", topic.code or "", topic.id, *topic.aliases]))


def _flag(visit: Visit) -> str:
    flag = visit.query.get("can", "")
    return flag if flag in FLAGS else ""


def _when(fact: Fact, today: date) -> str:
    if fact.holds_on(today):
        return "now"
    return "later" if fact.valid_from and fact.valid_from > today else "past"


AREA = Area(
    routes=(
        get("/chu-de", show, Role.OFFICER),
        get("/chu-de/{topic}", topic, Role.OFFICER),
        get("/chu-de/{topic}/sua", edit_fact, Role.OFFICER),
        get("/chu-de/{topic}/ra-soat", review, Role.OFFICER),
        get("/lien-ket", links, Role.OFFICER),
        post("/lien-ket/kiem-tra", check_links, Role.OFFICER),
    ),
    navigation=(NavigationEntry("topics", "/chu-de", Role.OFFICER),),
)
