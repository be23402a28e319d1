from __future__ import annotations

import pytest

from bot.adapters.model_registry import FileModelRegistry
from bot.domain.errors import EngineError
from bot.domain.model_version import ModelState
from bot.services.promoting import FIRST, NOT_EVALUATED, Promoting
from evaluating import MISSED, RIGHT, a_model, an_evaluation


@pytest.fixture
def registry(tmp_path):
    return FileModelRegistry(tmp_path)


@pytest.fixture
def promoting(registry, clock):
    return Promoting(registry, clock)


@pytest.fixture
def put(registry, tmp_path, clock):
    def make(version: str, day: int = 1):
        (tmp_path / f"{version}.tar.gz").write_text("")
        registry.save(a_model(version, day))
        clock.move(hours=1)
        return version

    return make


def test_the_first_model_goes_live_with_its_figures(registry, promoting, put):
    assert promoting.pass_gate(put("one"), an_evaluation(MISSED), None).passed
    model = registry.get("one")
    assert (registry.live(), model.reasons, model.went_live[0][1]) == ("one", (FIRST,), "gate")
    assert model.figures["all: ours"]["missed"] == 1


def test_a_confusion_of_the_first_model_is_told(registry, promoting, put):
    promoting.pass_gate(put("one"), an_evaluation(RIGHT, confused=2), None)
    assert "critical pairs confused" in registry.get("one").reasons[1]


def test_a_worse_model_is_kept_back_with_reasons_and_the_old_one_stays(registry, promoting, put):
    promoting.pass_gate(put("one"), an_evaluation(RIGHT), None)
    assert not promoting.pass_gate(put("two", 2), an_evaluation(MISSED), an_evaluation(RIGHT)).passed
    assert registry.live() == "one"
    kept = registry.get("two")
    assert (kept.state, kept.figures["all: ours"]["missed"]) == (ModelState.KEPT_BACK, 1)
    assert any("everyday: ours" in reason for reason in kept.reasons)


def test_a_model_that_is_as_good_takes_over(registry, promoting, put):
    promoting.pass_gate(put("one"), an_evaluation(RIGHT), None)
    promoting.pass_gate(put("two", 2), an_evaluation(RIGHT), an_evaluation(RIGHT))
    assert [model.state for model in registry.versions()] == [ModelState.RETIRED, ModelState.LIVE]


def test_without_questions_a_model_goes_live_and_says_that_nobody_looked(registry, promoting, put):
    promoting.pass_gate(put("one"), None, None)
    assert (registry.live(), registry.get("one").reasons) == ("one", (NOT_EVALUATED,))


def test_an_officer_may_overrule_the_gate_and_is_named(registry, promoting, put):
    promoting.pass_gate(put("one"), an_evaluation(RIGHT), None)
    promoting.pass_gate(put("two", 2), an_evaluation(MISSED), an_evaluation(RIGHT))
    promoting.promote("two", "Chi Ba")
    assert registry.live() == "two"
    assert registry.get("two").went_live[-1][1] == "Chi Ba"


def test_one_step_back_and_another_one_never_return_to_what_was_rolled_back(registry, promoting, put):
    for day, version in enumerate(("one", "two", "three"), start=1):
        promoting.promote(put(version, day), "gate")
    assert promoting.roll_back("An").version == "two"
    assert registry.get("three").state is ModelState.ROLLED_BACK
    assert promoting.roll_back("An").version == "one"
    assert registry.live() == "one"
    with pytest.raises(EngineError, match="troly models promote"):
        promoting.roll_back("An")


def test_the_model_from_before_the_registry_can_be_returned_to(registry, promoting, put, tmp_path):
    (tmp_path / "old.tar.gz").write_text("")
    assert registry.live() == "old"
    promoting.promote(put("new", 2), "gate")
    assert registry.live() == "new"
    assert promoting.roll_back("An").version == "old"


def test_a_model_that_was_kept_back_is_no_way_back(promoting, put):
    promoting.pass_gate(put("one"), an_evaluation(RIGHT), None)
    promoting.pass_gate(put("two", 2), an_evaluation(MISSED), an_evaluation(RIGHT))
    with pytest.raises(EngineError):
        promoting.roll_back("An")
