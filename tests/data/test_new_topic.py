"""Adding a topic is one YAML file: no Python, no domain, no other data file."""

from __future__ import annotations

import json

import pytest

from bot.adapters.model_files import live_model
from standins.small_project import ADDED_TOPIC, SmallProject, run_troly

ANSWER_SECONDS = 300
QUESTIONS = {
    "tôi tính thả con diều sáo ở bãi sông thì cần giấy tờ gì": "documents",
    "le phi the tha dieu sao la bao nhieu": "fee",
}


@pytest.mark.model
def test_adding_a_topic_is_one_yaml_file(trained_small_project: SmallProject) -> None:
    project, data_dir = trained_small_project.project, trained_small_project.data_dir
    model = live_model(data_dir / "models").name.removesuffix(".tar.gz")
    assert f"live {model}" in trained_small_project.told.splitlines()
    lines = "".join(json.dumps({"text": question}) + "\n" for question in QUESTIONS)
    told = run_troly(project, data_dir, "ask", "--jsonl", lines=lines, seconds=ANSWER_SECONDS)
    answers = [json.loads(line) for line in told.splitlines()]
    assert [(answer["outcome"], answer["topics"], answer["codes"], answer["aspects"]) for answer in answers] == [
        ("answered", [ADDED_TOPIC["id"]], [ADDED_TOPIC["code"]], [aspect]) for aspect in QUESTIONS.values()
    ]
    assert "Đơn xin thẻ có vẽ hình con diều." in answers[0]["answer"]
    assert "12.000 đồng" in answers[1]["answer"]
