"""Training: start, progress, the gate's verdict by slice in plain words, and the way back with one click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from bot.bootstrap import Application
from bot.console.area import Area, NavigationEntry, get, post
from bot.console.knowledge_views import plain, topic_names
from bot.console.visit import Visit
from bot.domain.comparison import Change, changes
from bot.domain.errors import TrolyError
from bot.domain.evaluation import GOOD, HARMFUL
from bot.domain.evaluation_result import Evaluation
from bot.domain.model_version import ModelState, ModelVersion
from bot.domain.officer import Role
from bot.domain.promotion import GateResult, decide
from bot.services.live_models import LiveModels
from bot.services.training import Step

SHOWN_MODELS = 8
SHOWN_CHANGES = 30
LEAST_REASON = 5


@dataclass(frozen=True, slots=True)
class SliceRow:
    """One kind of questions before and after."""

    name: str
    questions: int
    good_before: int
    good_after: int
    harmed_before: int
    harmed_after: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """A model beside the one that served before it."""

    model: ModelVersion
    before: str
    rows: tuple[SliceRow, ...]
    gate: GateResult
    changes: tuple[Change, ...]


async def show(visit: Visit) -> Response:
    """The page."""
    models = visit.application.models
    if models is None:
        return visit.page("training_elsewhere.html")
    await follow(visit.application)
    versions = models.versions()[::-1]
    teaching = visit.application.knowledge.teaching
    return visit.page(
        "training.html",
        **_progress(models),
        versions=versions[:SHOWN_MODELS],
        live=models.live(),
        serving=visit.application.engine.model,
        can_roll_back=any(m.went_live or m.state is ModelState.RETIRED for m in versions if m.version != models.live()),
        verdict=_verdict(models, versions[0]) if versions else None,
        untrained=teaching.untrained(),
        names=topic_names(visit),
        may_train=visit.officer.role.covers(Role.REVIEWER),
    )


async def progress(visit: Visit) -> Response:
    """Only how far the training is, for the page that shows it."""
    models = visit.application.models
    if models is None:
        return visit.page("training_elsewhere.html")
    if not models.training.is_running:
        await follow(visit.application)
    return visit.page("training_progress.html", **_progress(models))


async def start(visit: Visit) -> Response:
    """Starts a training beside the server."""
    models = visit.application.models
    if models is None:
        return visit.go("/huan-luyen")
    try:
        await models.training.start()
    except TrolyError as error:
        return _told(visit, error)
    waiting = [proposal.id for proposal in visit.application.knowledge.teaching.untrained()]
    visit.desk.auditing.record(
        visit.officer.name, "model.training_started", models.live() or "", after={"proposals": waiting}
    )
    return visit.go("/huan-luyen", flash="training.started")


async def roll_back(visit: Visit) -> Response:
    """Lets the model before answer again."""
    models = visit.application.models
    if models is None:
        return visit.go("/huan-luyen")
    before = models.live()
    try:
        model = await models.roll_back(visit.officer.name)
    except TrolyError as error:
        return _told(visit, error)
    await follow(visit.application)
    visit.desk.auditing.record(
        visit.officer.name, "model.rolled_back", model.version, before={"live": before}, after={"live": model.version}
    )
    return visit.go("/huan-luyen", flash="training.rolled_back")


async def use_anyway(visit: Visit) -> Response:
    """Lets a model answer that the gate kept back; only with a reason, which is kept."""
    models, version, reason = (
        visit.application.models,
        visit.form.get("model", ""),
        visit.form.get("reason", "").strip(),
    )
    if models is None:
        return visit.go("/huan-luyen")
    if len(reason) < LEAST_REASON:
        return visit.go("/huan-luyen", flash="training.reason_needed", kind="problem")
    before = models.live()
    try:
        await models.go_live(version, visit.officer.name)
    except TrolyError as error:
        return _told(visit, error)
    await follow(visit.application)
    visit.desk.auditing.record(
        visit.officer.name,
        "model.promoted",
        version,
        before={"live": before},
        after={"live": version, "reason": reason[:300]},
    )
    return visit.go("/huan-luyen", flash="training.used_anyway")


async def follow(application: Application) -> None:
    """Lets the model that was set live answer, and tells the proposals which one that is."""
    if application.models is None:
        return
    await application.models.follow()
    serving = application.engine.model
    served = [model for model in application.models.versions() if model.version == serving]
    if served:
        application.knowledge.teaching.model_serves(serving, served[0].trained_at)


def _progress(models: LiveModels) -> dict[str, Any]:
    lines = models.training.lines
    steps = list(dict.fromkeys(line.step for line in lines))
    evaluated = [line.detail.split()[-1] for line in lines if line.step is Step.EVALUATING]
    return {
        "running": models.training.is_running,
        "steps": steps,
        "last": lines[-1] if lines else None,
        "asked": evaluated[-1] if evaluated else "",
        "failed": bool(lines) and lines[-1].step is Step.FAILED,
    }


def _verdict(models: LiveModels, model: ModelVersion) -> Verdict | None:
    """The newest model beside the one that served when it was made; None without evaluations of both."""
    others = [m for m in models.versions() if m.version != model.version and m.went_live]
    earlier = [m for m in others if m.went_live[0][0] < model.trained_at]
    before = max(earlier, key=lambda m: m.went_live[-1][0]).version if earlier else None
    new, old = models.evaluation(model.version), models.evaluation(before) if before else None
    if new is None or old is None or before is None:
        return None
    return Verdict(model, before, _rows(old, new), decide(new, old), tuple(changes(old, new)[:SHOWN_CHANGES]))


def _rows(old: Evaluation, new: Evaluation) -> tuple[SliceRow, ...]:
    before = old.slices
    rows = []
    for name, found in new.slices.items():
        earlier = before.get(name)
        if earlier:
            good, harmed = (earlier.count(GOOD), found.count(GOOD)), (earlier.count(HARMFUL), found.count(HARMFUL))
            rows.append(SliceRow(name, found.total, *good, *harmed))
    return tuple(rows)


def _told(visit: Visit, error: TrolyError) -> Response:
    for problem in plain(visit, str(error).split("\n")):
        visit.flash_text(problem)
    return visit.go("/huan-luyen")


AREA = Area(
    routes=(
        get("/huan-luyen", show, Role.OFFICER),
        get("/huan-luyen/tien-do", progress, Role.OFFICER),
        post("/huan-luyen/bat-dau", start, Role.REVIEWER),
        post("/huan-luyen/quay-lai", roll_back, Role.REVIEWER),
        post("/huan-luyen/van-dung", use_anyway, Role.ADMIN),
    ),
    navigation=(NavigationEntry("training", "/huan-luyen", Role.OFFICER),),
)
