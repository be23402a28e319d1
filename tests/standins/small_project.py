"""A copy of the project with a dozen topics, so that a whole training with its gate takes a minute, not several.

One training serves all tests that need such a copy (fixture `trained_small_project` of `tests/conftest.py`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.settings import PROJECT
from conversations_kept import keep_conversations

TOPICS = (
    "dang_ky_khai_sinh", "dang_ky_khai_tu", "dang_ky_ket_hon", "cap_trich_luc_ho_tich", "xac_nhan_tinh_trang_hon_nhan",
    "dang_ky_tam_tru", "dang_ky_thuong_tru", "the_can_cuoc", "chung_thuc_ban_sao", "cap_dien_moi", "cap_ho_chieu",
    "nop_ho_so_truc_tuyen",
)  # fmt: skip
LEFT_OUT = (".venv", "var", ".git", ".rasa", "docs", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis")
NATIONAL_ROWS = 200
TRAINING_SECONDS = 1200
EXAMPLES_OF_AN_INTENT = 60
# Held-out questions that a small model answers whatever is taught to it; the gate is strict.
KINDS = ("everyday", "legal", "no_marks", "short", "not_ours", "critical_pairs")
QUESTIONS_OF_A_KIND = 8
# A topic that nobody has taught: its file is all that is added to the copy.
ADDED_TOPIC: dict[str, Any] = {
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
OURS = ("TROLY_", "TELEGRAM_", "ZALO_")


def make_small_project(folder: Path) -> Path:
    """Copies the project without most of its topics, long tail and held-out questions, and with one more topic."""
    copy = folder / "project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    codes = set(TOPICS)
    for path in [*copy.glob("data/procedures/*/*.yml"), *copy.glob("data/guides/*.yml")]:
        if path.stem not in TOPICS:
            path.unlink()
            continue
        topic = yaml.safe_load(path.read_text(encoding="utf-8"))
        topic["related"] = [name for name in topic.get("related", ()) if name in TOPICS]
        codes.add(topic.get("code", path.stem))
        path.write_text(yaml.safe_dump(topic, allow_unicode=True, sort_keys=False), encoding="utf-8")
    added = copy / "data" / "procedures" / ADDED_TOPIC["field"] / f"{ADDED_TOPIC['id']}.yml"
    added.parent.mkdir(exist_ok=True)
    added.write_text(yaml.safe_dump(ADDED_TOPIC, allow_unicode=True, sort_keys=False), encoding="utf-8")
    keep_conversations(copy, codes)
    _shorten(copy / "data" / "national" / "procedures.tsv", NATIONAL_ROWS + 1)
    for path in copy.glob("data/nlu/intents/*.yml"):
        _shorten(path, EXAMPLES_OF_AN_INTENT)
    for path in copy.glob("tests/evaluation/*.jsonl"):
        if path.stem not in KINDS:
            path.unlink()
            continue
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if _fits(json.loads(line), codes)]
        path.write_text("".join(f"{line}\n" for line in lines[:QUESTIONS_OF_A_KIND]), encoding="utf-8")
    return copy


@dataclass(frozen=True)
class SmallProject:
    """A copy that was trained.

    Attributes:
        told: what the training wrote.
    """

    project: Path
    data_dir: Path
    told: str


def train_small_project(folder: Path) -> SmallProject:
    """Makes the copy and trains it, with its gate."""
    project, data_dir = make_small_project(folder), folder / "kept"
    return SmallProject(project, data_dir, run_troly(project, data_dir, "train", seconds=TRAINING_SECONDS))


def run_troly(project: Path, data_dir: Path, *arguments: str, lines: str = "", seconds: int = 600) -> str:
    """A command of that project; returns its standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=project, env=environment(project, data_dir), input=lines, capture_output=True, text=True, timeout=seconds,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def environment(project: Path, data_dir: Path) -> dict[str, str]:
    """The environment without settings of ours but the folder of data."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"PYTHONPATH": str(project), "TROLY_DATA_DIR": str(data_dir)}


def _fits(question: dict[str, object], codes: set[str]) -> bool:
    """Whether a held-out question is about the topics that are left; a critical pair names two of them."""
    if "never" in question:
        return {question["topic"], question["never"]} <= codes
    topics = question.get("topics") or []
    assert isinstance(topics, list)
    return not question.get("sender") and (not topics or bool(set(topics) & codes))


def _shorten(path: Path, lines: int) -> None:
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:lines]), encoding="utf-8")
