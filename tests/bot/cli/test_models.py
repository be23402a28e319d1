from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bot.adapters.model_registry import FileModelRegistry
from bot.cli import main
from evaluating import RIGHT, WRONG, a_model, an_evaluation


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """Two models; the older one serves."""
    monkeypatch.setenv("TROLY_DATA_DIR", str(tmp_path))
    folder = tmp_path / "models"
    folder.mkdir()
    found = FileModelRegistry(folder)
    for day, version in enumerate(("one", "two"), start=1):
        (folder / f"{version}.tar.gz").write_text("")
        found.save(a_model(version, day, figures=an_evaluation(RIGHT, WRONG).figures()))
    found.set_live("one")
    return found


def call(*arguments: str):
    return CliRunner().invoke(main, ["models", *arguments])


def test_all_models_are_listed_with_what_they_are(registry):
    lines = call("list").stdout.splitlines()
    assert lines[0].startswith("one  live")
    assert "1/2 right or offered, 1 wrong" in lines[1]


def test_a_model_is_shown_with_its_reasons_and_figures(registry):
    registry.save(registry.get("two").kept_back(("story: ours: worse",)))
    registry.save_evaluation("two", an_evaluation(RIGHT, WRONG, confused=1))
    shown = call("show", "two").stdout
    for part in ("two: kept_back", "story: ours: worse", "all: ours", "critical pairs confused: 1 of 2"):
        assert part in shown
    assert json.loads(call("show", "two", "--json").stdout)["state"] == "kept_back"


def test_promoting_and_rolling_back_are_one_command_each(registry):
    assert call("promote", "two", "--by", "An").stdout == "two: live\n"
    assert registry.live() == "two"
    assert call("rollback", "--by", "An").stdout == "one: live\n"
    assert registry.live() == "one"


@pytest.mark.parametrize("command", [("show", "three"), ("promote", "three")])
def test_an_unknown_model_is_told_with_those_that_are_known(registry, command):
    result = call(*command)
    assert result.exit_code == 1
    assert "Known: one, two" in result.stderr


def test_without_a_way_back_the_next_step_is_told(registry):
    result = call("rollback")
    assert result.exit_code == 1
    assert "troly models promote" in result.stderr
