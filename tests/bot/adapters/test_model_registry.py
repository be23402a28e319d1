from __future__ import annotations

import pytest

from bot.adapters.model_registry import KEPT_ARCHIVES, FileModelRegistry
from bot.domain.errors import EngineError
from bot.domain.model_version import ModelState
from evaluating import RIGHT, WRONG, a_model, an_evaluation


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "models"


@pytest.fixture
def registry(folder):
    folder.mkdir()
    return FileModelRegistry(folder)


def put(registry, folder, version="one", day=1, **more):
    (folder / f"{version}.tar.gz").write_text("")
    registry.save(a_model(version, day, **more))


def test_a_model_is_kept_and_found(registry, folder):
    put(registry, folder, inputs="i")
    assert registry.versions() == [a_model(inputs="i")]
    assert registry.get("one").inputs == "i"


def test_a_name_that_is_not_known_is_told_with_those_that_are(registry, folder):
    put(registry, folder)
    with pytest.raises(EngineError, match="Known: one"):
        registry.get("two")
    with pytest.raises(EngineError):
        registry.set_live("two")
    assert registry.live() is None


def test_exactly_the_model_of_the_pointer_is_live(registry, folder):
    put(registry, folder, "one", 1, state=ModelState.LIVE)
    put(registry, folder, "two", 2)
    registry.set_live("two")
    assert [model.state for model in registry.versions()] == [ModelState.RETIRED, ModelState.LIVE]


def test_the_pointer_is_replaced_in_one_step(registry, folder, monkeypatch):
    put(registry, folder, "one")
    put(registry, folder, "two", 2)
    registry.set_live("one")

    def crash(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", crash)
    with pytest.raises(KeyboardInterrupt):
        registry.set_live("two")
    assert registry.live() == "one"


def test_an_archive_without_a_record_is_a_model_without_figures(registry, folder):
    (folder / "old.tar.gz").write_text("")
    (model,) = registry.versions()
    assert (model.version, model.state, model.figures) == ("old", ModelState.LIVE, None)


def test_a_damaged_record_is_told_with_what_to_do(registry, folder):
    put(registry, folder)
    (folder / "one.json").write_text("{")
    with pytest.raises(EngineError, match="delete this one file"):
        registry.get("one")


def test_an_evaluation_is_kept_and_a_damaged_one_counts_as_none(registry, folder):
    assert registry.evaluation("one") is None
    made = an_evaluation(RIGHT, WRONG)
    registry.save_evaluation("one", made)
    assert registry.evaluation("one") == made
    (folder / "one.evaluation.json").write_text("{}")
    assert registry.evaluation("one") is None


def test_only_one_training_runs_at_a_time(registry, folder):
    with (
        registry.training(),
        pytest.raises(EngineError, match="no other training"),
        FileModelRegistry(folder).training(),
    ):
        pass
    with registry.training():
        pass


@pytest.fixture
def project(tmp_path):
    (tmp_path / "config.yml").write_text("a")
    return tmp_path


def test_a_model_of_other_inputs_or_an_unjudged_one_is_stale(registry, folder, project):
    from bot.adapters.model_files import inputs_fingerprint

    assert registry.is_stale(project)
    put(registry, folder, "one", inputs="other")
    registry.set_live("one")
    assert registry.is_stale(project)
    put(registry, folder, "two", 2, inputs=inputs_fingerprint(project))
    assert registry.is_stale(project), "it was trained, but nobody judged it"
    registry.save(registry.get("two").kept_back(("worse",)))
    assert not registry.is_stale(project), "the same inputs would only be kept back again"


def test_a_live_model_that_is_gone_is_stale(registry, folder, project):
    put(registry, folder)
    registry.set_live("one")
    (folder / "one.tar.gz").unlink()
    assert registry.is_stale(project)


def test_old_archives_are_dropped_but_never_the_one_that_serves_or_the_way_back(registry, folder):
    from datetime import UTC, datetime

    for number in range(KEPT_ARCHIVES + 5):
        put(registry, folder, f"m{number:02}", number + 1)
    for number, version in enumerate(("m00", "m01")):
        registry.save(registry.get(version).live_since(datetime(2026, 11, number + 1, tzinfo=UTC), "gate"))
    registry.set_live("m01")
    registry.save_evaluation("m02", an_evaluation(RIGHT))
    assert registry.drop_old() == ["m02", "m03", "m04"]
    left = {path.name for path in folder.iterdir()}
    assert {"m00.tar.gz", "m01.tar.gz", "m05.tar.gz"} <= left
    assert not [name for name in left if name.startswith("m02")]
