"""Adding a topic is one YAML file: no Python, no domain, no other data file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.adapters.model_files import live_model
from bot.domain.errors import EngineError
from bot.settings import PROJECT, read_settings

TRAINING_SECONDS = 1200
ANSWER_SECONDS = 300
LEFT_OUT = (
    ".venv", "var", ".git", ".rasa", "tests", "docs", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis",
)  # fmt: skip
KEPT_FIELDS = {
    "can_cuoc",
    "chung_thuc",
    "cu_tru",
    "ho_tich",
    "nong_nghiep",
}  # so that training takes seconds, not minutes
TOPIC = {
    "id": "cap_the_tha_dieu_sao",
    "code": "9.999991",
    "name": "Cấp thẻ thả diều sáo ven sông",
    "field": "nong_nghiep",
    "aliases": ["thẻ thả diều", "xin phép thả diều sáo"],
    "facts": {
        "summary": [{"text": "Người muốn thả diều sáo ở bãi ven sông xin một thẻ của xã, dùng trong một mùa gió."}],
        "documents": [{"text": "Đơn xin thẻ có vẽ hình con diều."}],
        "fee": [{"text": "Lệ phí thẻ: 12.000 đồng một mùa.", "amount_vnd": 12000}],
    },
    "sources": {"thu": {"title": "Quy định bịa ra để thử", "date": "2026-07-18"}},
    "verified_on": "2026-07-18",
    "review_by": "2027-07-18",
    "samples": [
        "muốn thả diều sáo thì xin thẻ ở đâu",
        "thẻ thả diều ven sông làm sao",
        "con tui chơi diều ngoài bãi có phải xin phép hông",
        "xin thẻ thả diều mùa gió này",
        "tha dieu sao ven song can giay to gi",
        "hội diều của ấp muốn thả diều ban đêm",
        "làm thẻ diều sáo tốn bao nhiêu tiền",
        "mất thẻ thả diều rồi xin lại được không",
    ],
}
QUESTIONS = {
    "tôi tính thả con diều sáo ở bãi sông thì cần giấy tờ gì": "documents",
    "le phi the tha dieu sao la bao nhieu": "fee",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with one more topic file, and what is needed to run it."""
    try:
        live_model(read_settings().models)
    except EngineError as error:
        pytest.skip(str(error))
    copy = tmp_path_factory.mktemp("new_topic") / "project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    keep_fields(copy / "data", KEPT_FIELDS)
    path = copy / "data" / "procedures" / TOPIC["field"] / f"{TOPIC['id']}.yml"
    path.write_text(yaml.safe_dump(TOPIC, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return copy


def keep_fields(data: Path, fields: set[str]) -> None:
    """Takes the topics of all other fields out of a copy, and what the rest says about them."""
    for folder in (data / "procedures").iterdir():
        if folder.name not in fields:
            shutil.rmtree(folder)
    files = [*data.glob("procedures/*/*.yml"), *data.glob("guides/*.yml")]
    known = {path.stem for path in files}
    for path in files:
        topic = yaml.safe_load(path.read_text(encoding="utf-8"))
        if set(topic.get("related", ())) - known:
            topic["related"] = [other for other in topic["related"] if other in known]
            path.write_text(yaml.safe_dump(topic, allow_unicode=True, sort_keys=False), encoding="utf-8")


def run(project: Path, *arguments: str, lines: str = "", seconds: int) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TROLY_")}
    environment = kept | {"PYTHONPATH": str(project), "TROLY_DATA_DIR": str(project.parent / "kept")}
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=project, env=environment, input=lines, capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.model
def test_adding_a_topic_is_one_yaml_file(project):
    told = run(project, "train", seconds=TRAINING_SECONDS)
    model = live_model(project.parent / "kept" / "models").name.removesuffix(".tar.gz")
    assert f"live {model}" in told.splitlines()
    lines = "".join(json.dumps({"text": question}) + "\n" for question in QUESTIONS)
    answers = [
        json.loads(line) for line in run(project, "ask", "--jsonl", lines=lines, seconds=ANSWER_SECONDS).splitlines()
    ]
    assert [(answer["outcome"], answer["topics"], answer["codes"], answer["aspects"]) for answer in answers] == [
        ("answered", [TOPIC["id"]], [TOPIC["code"]], [aspect]) for aspect in QUESTIONS.values()
    ]
    assert "Đơn xin thẻ có vẽ hình con diều." in answers[0]["answer"]
    assert "12.000 đồng" in answers[1]["answer"]
