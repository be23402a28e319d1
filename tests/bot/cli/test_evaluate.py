from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bot.adapters.evaluation_runs import Run, write_run
from bot.adapters.model_files import live_model
from bot.cli import main
from bot.domain.errors import EngineError
from bot.settings import read_settings
from evaluating import MISSED, RIGHT, WRONG, an_evaluation


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("TROLY_DATA_DIR", str(tmp_path))
    return tmp_path


def call(*arguments: str):
    return CliRunner().invoke(main, ["evaluate", *arguments])


def test_two_runs_are_compared_case_by_case(data_dir):
    runs = data_dir / "evaluations"
    names = [
        write_run(runs, Run("m", "", (), evaluation)).name
        for evaluation in (an_evaluation(RIGHT, MISSED, RIGHT), an_evaluation(WRONG, RIGHT, RIGHT))
    ]
    shown = call("--compare", *names).stdout
    assert "2 questions changed" in shown
    assert "everyday: right -> wrong: 'câu 0'" in shown
    assert "good +1 -1 (p=1.00)" in shown


def test_an_unknown_run_is_told(data_dir):
    result = call("--compare", "a", "b")
    assert result.exit_code == 1
    assert "expected the result of an evaluation" in result.stderr


def test_a_file_that_holds_no_questions_is_told_with_its_line(data_dir, tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "a"}\n')
    result = call(str(path))
    assert result.exit_code == 1
    assert "x.jsonl:1" in result.stderr


def test_without_a_model_the_next_step_is_told(data_dir):
    assert "troly train" in call().stderr


@pytest.mark.model
def test_a_file_of_questions_is_asked_and_kept(data_dir, tmp_path, monkeypatch):
    monkeypatch.delenv("TROLY_DATA_DIR")
    try:
        live_model(read_settings().models)
    except EngineError as error:
        pytest.skip(str(error))
    (data_dir / "models").symlink_to(read_settings().models, target_is_directory=True)
    monkeypatch.setenv("TROLY_DATA_DIR", str(data_dir))
    path = tmp_path / "questions.jsonl"
    label = {"text": "đăng ký kết hôn cần giấy tờ gì", "outcome": "answered", "topics": ["1.000894"], "kind": "k"}
    path.write_text(json.dumps(label) + "\n")
    result = call(str(path))
    assert result.exit_code == 0, result.stderr
    assert "k: ours" in result.stdout
    (folder,) = (data_dir / "evaluations").iterdir()
    assert json.loads((folder / "summary.json").read_text())["slices"]["all: ours"]["questions"] == 1
