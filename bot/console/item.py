"""One item of the queue: what was asked, the reply, and what else an officer can do with it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

from bot.console.area import Area, get, post
from bot.console.visit import Visit, whole_number
from bot.domain.answer import Answer
from bot.domain.errors import QueueError
from bot.domain.officer import Role
from bot.domain.privacy import mask
from bot.domain.queue_item import Draft, Observation, QueueItem

SHOWN_QUESTIONS = 50
LEAST_SCORE = 0.005  # a nearest topic below it would be shown as 0%
DISMISSALS = ("not_ours", "unclear", "answered_elsewhere", "test")


async def show(visit: Visit) -> Response:
    """The item with the form for the reply."""
    item = _item(visit)
    if item is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    if item.merged_into:
        return visit.go(f"/muc/{item.merged_into}")
    return _page(visit, item, visit.desk.queue.draft(item.id, visit.officer.name))


async def preview(visit: Visit) -> Response:
    """Keeps the draft and shows the reply as residents will see it."""
    item = _item(visit)
    if item is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    draft = _draft(visit)
    try:
        visit.desk.handling.save_draft(item.id, visit.officer.name, draft)
        first = next(iter(visit.desk.queue.observations(item.id, limit=1)))
        shown = visit.desk.handling.preview(first.code, first.text, draft)
    except QueueError as error:
        return _page(visit, item, draft, problem=error.key, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(visit, _item(visit) or item, draft, preview=shown, holds_personal=mask(draft.text).is_sensitive)


async def save_draft(visit: Visit) -> Response:
    """Keeps the draft while the officer is typing."""
    try:
        visit.desk.handling.save_draft(_number(visit), visit.officer.name, _draft(visit))
    except QueueError as error:
        return JSONResponse({"error": error.key}, HTTPStatus.CONFLICT)
    return JSONResponse({"saved": True})


async def send(visit: Visit) -> Response:
    """Sends the reply to everyone who waits."""
    item = _item(visit)
    if item is None:
        return visit.error("not_found", HTTPStatus.NOT_FOUND)
    draft = _draft(visit)
    try:
        sent = visit.desk.handling.send(item.id, visit.officer.name, draft, version=_version(visit))
    except QueueError as error:
        if error.key != "closed":
            _keep(visit, item.id, draft)
        status = HTTPStatus.CONFLICT if error.key in ("closed", "owned", "changed") else HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(visit, _item(visit) or item, draft, problem=error.key, status=status)
    return visit.go("/", flash="item.sent", n=sent.replies)


async def claim(visit: Visit) -> Response:
    """Makes the officer the owner."""
    return _act(visit, lambda n, by: visit.desk.handling.claim(n, by, version=_version(visit)), "item.claimed")


async def free(visit: Visit) -> Response:
    """Gives the item back."""
    return _act(visit, lambda n, by: visit.desk.handling.free(n, by, version=_version(visit)), "item.freed")


async def hand_over(visit: Visit) -> Response:
    """Hands the item to a department."""
    department = visit.form.get("department", "")
    return _act(visit, lambda n, by: visit.desk.handling.hand_to(n, by, department), "item.handed")


async def dismiss(visit: Visit) -> Response:
    """Closes the item without an answer."""
    reason, message = visit.form.get("reason", ""), visit.form.get("message", "")
    if reason not in DISMISSALS:
        return visit.go(f"/muc/{visit.path_values['item']}", flash="item.problems.bad_reason", kind="problem")
    if not message and visit.form.get("tell") == "yes":
        message = visit.rendering.texts.say(f"item.dismissals.{reason}.message")
    return _act(
        visit,
        lambda n, by: visit.desk.handling.dismiss(n, by, reason, message, version=_version(visit)),
        "item.dismissed",
        to="/",
    )


async def approve(visit: Visit) -> Response:
    """Approves the reply."""
    return _act(visit, lambda n, by: visit.desk.handling.approve(n, by), "item.approved")


async def split(visit: Visit) -> Response:
    """Moves the chosen questions into an item of their own."""
    codes = visit.form.getlist("code")[:SHOWN_QUESTIONS]
    return _act(visit, lambda n, by: visit.desk.handling.split(n, by, codes), "item.split")


async def join(visit: Visit) -> Response:
    """Joins the item with another one."""
    number = whole_number(visit.form.get("into", "").strip().lstrip("#")) or 0
    return _act(visit, lambda n, by: visit.desk.handling.join(n, by, number), "item.joined", to=f"/muc/{number}")


def _act(visit: Visit, change: Callable[[int, str], Any], done: str, to: str | None = None) -> Response:
    number = _number(visit)
    try:
        change(number, visit.officer.name)
    except QueueError as error:
        if error.key == "unknown":
            return visit.error("not_found", HTTPStatus.NOT_FOUND)
        return visit.go(f"/muc/{number}", flash=f"item.problems.{error.key}", kind="problem")
    return visit.go(to or f"/muc/{number}", flash=done)


def _page(
    visit: Visit,
    item: QueueItem,
    draft: Draft,
    *,
    problem: str | None = None,
    preview: Answer | None = None,
    holds_personal: bool = False,
    status: int = HTTPStatus.OK,
) -> Response:
    queue = visit.desk.queue
    questions = queue.observations(item.id, visit.query.get("sau", "")[:20], SHOWN_QUESTIONS)
    chosen = _chosen(visit, questions)
    names = {topic.id: topic.name for topic in visit.application.catalogue.topics}
    return visit.page(
        "item.html",
        status=status,
        item=item,
        draft=draft,
        problem=problem,
        preview=preview,
        holds_personal=holds_personal,
        questions=questions,
        more_after=questions[-1].code if len(questions) == SHOWN_QUESTIONS else "",
        chosen=chosen,
        around=queue.around(chosen.code) if chosen else [],
        alike=queue.alike(item),
        nearest=[(topic, names.get(topic, topic), score) for topic, score in item.topics if score >= LEAST_SCORE],
        topic_names=names,
        departments=queue.departments(),
        dismissals=DISMISSALS,
        now=visit.application.clock.now(),
    )


def _chosen(visit: Visit, questions: list[Observation]) -> Observation | None:
    code = visit.query.get("cau", "")
    return next((question for question in questions if question.code == code), questions[0] if questions else None)


def _item(visit: Visit) -> QueueItem | None:
    return visit.desk.queue.item(_number(visit))


def _number(visit: Visit) -> int:
    return visit.path_number("item")


def _draft(visit: Visit) -> Draft:
    form = visit.form
    return Draft(form.get("text", ""), form.get("topic", "").strip(), form.get("link", "").strip())


def _version(visit: Visit) -> int:
    return whole_number(visit.form.get("version", "")) or 0


def _keep(visit: Visit, item: int, draft: Draft) -> None:
    try:
        visit.desk.handling.save_draft(item, visit.officer.name, draft)
    except QueueError:
        return


AREA = Area(
    routes=(
        get("/muc/{item:int}", show, Role.OFFICER),
        post("/muc/{item:int}/xem-truoc", preview, Role.OFFICER),
        post("/muc/{item:int}/nhap", save_draft, Role.OFFICER),
        post("/muc/{item:int}/gui", send, Role.OFFICER),
        post("/muc/{item:int}/nhan", claim, Role.OFFICER),
        post("/muc/{item:int}/tra-lai", free, Role.OFFICER),
        post("/muc/{item:int}/bo-phan", hand_over, Role.OFFICER),
        post("/muc/{item:int}/dong", dismiss, Role.OFFICER),
        post("/muc/{item:int}/duyet", approve, Role.REVIEWER),
        post("/muc/{item:int}/tach", split, Role.OFFICER),
        post("/muc/{item:int}/gop", join, Role.OFFICER),
    ),
)
