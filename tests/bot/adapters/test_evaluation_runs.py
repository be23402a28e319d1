from __future__ import annotations

import csv
import json
from datetime import UTC, datetime

import pytest

from bot.adapters.evaluation_runs import COLUMNS, Run, read_run, write_run
from bot.domain.errors import EvaluationError
from evaluating import MISSED, OFFERED, RIGHT, WRONG, an_evaluation

AT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


@pytest.fixture
def run():
    return Run("one", "pipeline: []\n", ("everyday.jsonl",), an_evaluation(RIGHT, OFFERED, WRONG, MISSED, confused=1))


def test_a_run_is_a_folder_with_summary_cases_curve_and_config(tmp_path, run):
    folder = write_run(tmp_path, run, AT)
    assert folder.name == "20261125-040000"
    assert {path.name for path in folder.iterdir()} == {
        "summary.json", "cases.csv", "evaluation.json", "curve.svg", "config.yml",
    }  # fmt: skip
    assert (folder / "config.yml").read_text() == run.config


def test_the_summary_holds_shares_with_intervals_confusions_and_the_curve(tmp_path, run):
    summary = json.loads((write_run(tmp_path, run, AT) / "summary.json").read_text())
    assert summary["slices"]["everyday: ours"]["good"] == {"share": 0.5, "low": 0.15, "high": 0.85}
    assert summary["confusions"] == [{"expected": "1.001193", "got": "1.000656", "questions": 1}]
    assert summary["risk_coverage"]["points"] == [[0.9, 0.75, 0.3333]]
    assert len(summary["critical_pairs"]["confused"]) == 1


def test_every_question_is_a_row(tmp_path, run):
    with (write_run(tmp_path, run, AT) / "cases.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [row["verdict"] for row in rows] == ["right", "offered", "wrong", "missed"]


def test_the_picture_is_the_same_for_the_same_run_and_holds_text(tmp_path, run):
    first, second = (write_run(tmp_path, run, AT) / "curve.svg" for _ in range(2))
    assert first.read_text() == second.read_text()
    assert "coverage: share of all questions" in first.read_text()


def test_two_runs_in_one_second_do_not_overwrite_each_other(tmp_path, run):
    assert write_run(tmp_path, run, AT) != write_run(tmp_path, run, AT)


def test_a_run_is_read_again_by_its_name_or_its_folder(tmp_path, run):
    folder = write_run(tmp_path, run, AT)
    assert read_run(tmp_path, folder.name) == read_run(tmp_path, str(folder)) == run.evaluation


def test_an_unknown_run_is_told_with_those_that_are_known(tmp_path, run):
    write_run(tmp_path, run, AT)
    with pytest.raises(EvaluationError, match="Known: 20261125-040000"):
        read_run(tmp_path, "20200101-000000")


def test_an_evaluation_without_answers_has_a_run_too(tmp_path):
    summary = json.loads((write_run(tmp_path, Run("one", "", (), an_evaluation()), AT) / "summary.json").read_text())
    assert summary["slices"] == {}
