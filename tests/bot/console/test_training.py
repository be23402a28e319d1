"""The training page over real files of models, a child process that says what `troly train` says, and a fake engine."""

from __future__ import annotations

import sys
import textwrap
from dataclasses import replace

import pytest
from starlette.applications import Starlette

from bot.adapters.model_registry import FileModelRegistry
from bot.adapters.training_process import TrainingProcess
from bot.channels import web
from bot.console import mounting
from bot.domain.officer import Role
from bot.domain.teaching import ProposalKind, ProposalState, sample_edit
from bot.services.live_models import LiveModels
from bot.services.promoting import Promoting
from bot.services.switching import SwitchingEngine
from building import FakeEngine
from evaluating import MISSED, RIGHT, WRONG, a_model, an_evaluation

OLD, NEW = "troly-20261101-000000", "troly-20261123-040000"
CHILD = """
    import json, pathlib, sys, time
    folder = pathlib.Path({folder!r})
    def tell(step, detail=""):
        print(json.dumps({{"step": step, "detail": detail}}), flush=True)
    tell("training")
    tell("trained", {new!r})
    tell("evaluating", {new!r} + " 50")
    if {ending!r} == "failed":
        sys.exit("no space left on device")
    if {ending!r} == "live":
        (folder / "live").write_text({new!r})
    tell({ending!r}, {new!r})
"""


def an_engine(version: str) -> FakeEngine:
    made = FakeEngine()
    made.model = version
    return made


@pytest.fixture
def registry(tmp_path):
    folder = tmp_path / "models"
    folder.mkdir()
    found = FileModelRegistry(folder)
    (folder / f"{OLD}.tar.gz").write_text("")
    found.save(a_model(OLD, 1))
    found.save_evaluation(OLD, an_evaluation(RIGHT, RIGHT, MISSED))
    return found


@pytest.fixture
def application(application, registry, clock):
    """With models that can be changed; the one that serves is OLD."""
    promoting = Promoting(registry, clock)
    clock.moment = a_model(OLD, 1).trained_at
    promoting.promote(OLD, "gate")
    clock.move(days=22)
    switching = SwitchingEngine(an_engine(OLD))
    models = LiveModels(registry, promoting, TrainingProcess(registry._folder), switching, an_engine)
    return replace(application, engine=switching, models=models)


@pytest.fixture
def app(application):
    return Starlette(routes=[*web.routes(application), *mounting.routes(application)], middleware=web.middleware())


@pytest.fixture
def train(application, registry, clock):
    """Prepares what the next training makes and how it ends, and waits for it."""

    def prepare(ending: str, *answers) -> None:
        folder = registry._folder
        (folder / f"{NEW}.tar.gz").write_text("")
        registry.save(replace(a_model(NEW), trained_at=clock.now()))
        registry.save_evaluation(NEW, an_evaluation(*answers))
        code = textwrap.dedent(CHILD.format(folder=str(folder), new=NEW, ending=ending))
        application.models.training._command = (sys.executable, "-c", code)

    return prepare


def approved(application, clock) -> int:
    teaching = application.knowledge.teaching
    edit = sample_edit("dang_ky_khai_sinh", "một câu hỏi mẫu mới để huấn luyện thử")
    proposal = teaching.propose(ProposalKind.SAMPLE, "dang_ky_khai_sinh", edit, reason="x", by="lan")
    teaching.approve(proposal.id, by="minh")
    clock.move(minutes=1)
    return proposal.id


async def test_a_training_goes_live_without_a_restart_and_is_rolled_back(sign_in, application, train, clock):
    proposal = approved(application, clock)
    train("live", RIGHT, RIGHT, RIGHT)
    browser = await sign_in(Role.REVIEWER)
    assert "1 thay đổi đã duyệt đang chờ" in (await browser.get("/console/huan-luyen")).text
    assert (await browser.post("/console/huan-luyen/bat-dau")).status_code == 303
    await application.models.training.wait()
    assert "Đã hỏi thử 50 câu" in (await browser.get("/console/huan-luyen/tien-do")).text
    page = (await browser.get("/console/huan-luyen")).text
    assert application.engine.model == NEW
    assert "Đạt: không nhóm câu hỏi nào bị kém đi" in page
    assert "2 → 3" in page
    assert "chuyển cán bộ → trả lời đúng" in page
    proposals = application.knowledge.proposals
    assert (proposals.get(proposal).state, proposals.get(proposal).model) == (ProposalState.LIVE, NEW)
    await browser.post("/console/huan-luyen/quay-lai")
    assert application.engine.model == OLD
    assert proposals.get(proposal).state is ProposalState.APPROVED
    assert [entry.what for entry in application.desk.auditing.entries(what="model")] == [
        "model.rolled_back", "model.training_started",
    ]  # fmt: skip


async def test_a_model_that_is_worse_is_kept_back_with_the_reason_in_plain_words(sign_in, application, train, clock):
    proposal = approved(application, clock)
    train("kept_back", RIGHT, WRONG, MISSED)
    browser = await sign_in(Role.REVIEWER)
    await browser.post("/console/huan-luyen/bat-dau")
    await application.models.training.wait()
    page = (await browser.get("/console/huan-luyen")).text
    assert "Chưa đạt, nên bản cũ vẫn được dùng" in page
    assert "1 câu nay trả lời sai" in page
    assert "Hỏi thường ngày (việc của mình)" in page
    assert application.engine.model == OLD
    assert application.knowledge.proposals.get(proposal).state is ProposalState.APPROVED


async def test_a_training_that_fails_says_so_and_the_old_model_goes_on(sign_in, application, train):
    train("failed", RIGHT)
    browser = await sign_in(Role.REVIEWER)
    await browser.post("/console/huan-luyen/bat-dau")
    await application.models.training.wait()
    page = (await browser.get("/console/huan-luyen")).text
    assert "Không huấn luyện được. Bản cũ vẫn trả lời" in page
    assert "no space left on device" in page
    assert application.engine.model == OLD


async def test_only_one_training_runs_at_a_time(sign_in, application):
    application.models.training._command = (sys.executable, "-c", "import time; time.sleep(60)")
    browser = await sign_in(Role.REVIEWER)
    await browser.post("/console/huan-luyen/bat-dau")
    page = (await browser.get("/console/huan-luyen")).text
    assert 'data-running="1"' in page
    assert "/huan-luyen/bat-dau" not in page
    await browser.post("/console/huan-luyen/bat-dau")
    assert "Đang có một lần huấn luyện chạy" in (await browser.get("/console/huan-luyen")).text
    application.models.training._task.cancel()


async def test_an_officer_may_look_but_not_train(sign_in):
    browser = await sign_in(Role.OFFICER)
    assert "/huan-luyen/bat-dau" not in (await browser.get("/console/huan-luyen")).text
    for path in ("bat-dau", "quay-lai"):
        assert (await browser.post(f"/console/huan-luyen/{path}")).status_code == 403


async def test_without_a_model_before_there_is_no_way_back(sign_in, application):
    browser = await sign_in(Role.REVIEWER)
    assert "/huan-luyen/quay-lai" not in (await browser.get("/console/huan-luyen")).text
    await browser.post("/console/huan-luyen/quay-lai")
    assert "Chưa có bản nào trước đó" in (await browser.get("/console/huan-luyen")).text


async def test_an_administrator_may_use_a_model_that_was_kept_back_and_says_why(sign_in, application, train):
    train("kept_back", RIGHT, WRONG, MISSED)
    reviewer, admin = await sign_in(Role.REVIEWER), await sign_in(Role.ADMIN)
    await admin.post("/console/huan-luyen/bat-dau")
    await application.models.training.wait()
    assert "/huan-luyen/van-dung" not in (await reviewer.get("/console/huan-luyen")).text
    assert "/huan-luyen/van-dung" in (await admin.get("/console/huan-luyen")).text
    await admin.post("/console/huan-luyen/van-dung", model=NEW, reason=" ")
    assert application.engine.model == OLD
    await admin.post("/console/huan-luyen/van-dung", model=NEW, reason="câu mất không quan trọng")
    assert application.engine.model == NEW
    (entry, _) = application.desk.auditing.entries(what="model")
    assert (entry.what, entry.after["reason"]) == ("model.promoted", "câu mất không quan trọng")
    await admin.post("/console/huan-luyen/van-dung", model="../x", reason="thử tên lạ")
    assert application.engine.model == NEW
