from __future__ import annotations

import pytest

from bot.adapters.model_files import is_stale, newest_model, stamp_inputs
from bot.domain.errors import EngineError


@pytest.fixture
def project(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "nlu").mkdir()
    for name in ("config.yml", "domain.yml", "data/a.yml", "nlu/b.py"):
        (tmp_path / name).write_text(name)
    (tmp_path / "models").mkdir()
    return tmp_path


def test_without_a_model_the_next_step_is_told(project):
    with pytest.raises(EngineError, match="troly train"):
        newest_model(project / "models")
    assert is_stale(project / "models", project)


@pytest.mark.parametrize("changed", ["config.yml", "domain.yml", "data/a.yml", "nlu/b.py"])
def test_a_model_is_stale_when_what_it_was_trained_from_has_changed(project, changed):
    (project / "models" / "one.tar.gz").write_text("")
    stamp_inputs(project / "models", project)
    assert not is_stale(project / "models", project)
    (project / changed).write_text("changed")
    assert is_stale(project / "models", project)
