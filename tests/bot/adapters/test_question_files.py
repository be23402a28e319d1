from __future__ import annotations

import json

import pytest

from bot.adapters.question_files import read_files, read_folder
from bot.bootstrap import HELD_OUT
from bot.domain.errors import EvaluationError

CASE = {"text": "a", "outcome": "answered", "topics": ["1.1"], "aspects": [], "kind": "k"}
PAIR = {"text": "a", "topic": "1.1", "never": "1.2"}


def put(folder, name, *lines):
    (folder / name).write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))


def test_a_folder_holds_questions_and_pairs(tmp_path):
    put(tmp_path, "one.jsonl", CASE, "", CASE)
    put(tmp_path, "critical_pairs.jsonl", PAIR)
    found = read_folder(tmp_path)
    assert (len(found.cases), len(found.pairs)) == (2, 1)


def test_a_copy_without_its_tests_has_no_questions(tmp_path):
    assert read_folder(tmp_path) is None
    assert read_folder(tmp_path / "gone") is None


def test_the_fingerprint_is_of_the_contents(tmp_path):
    put(tmp_path, "one.jsonl", CASE)
    before = read_folder(tmp_path).fingerprint
    put(tmp_path, "one.jsonl", CASE | {"text": "b"})
    assert read_folder(tmp_path).fingerprint != before


def test_every_wrong_line_is_told_at_once_with_its_place(tmp_path):
    put(tmp_path, "one.jsonl", CASE, "{", "[]", {"text": "a"}, CASE | {"outcome": "lost"})
    put(tmp_path, "critical_pairs.jsonl", {"text": "a"})
    with pytest.raises(EvaluationError) as caught:
        read_files(sorted(tmp_path.iterdir()))
    told = str(caught.value)
    for place in ("one.jsonl:2", "one.jsonl:3", "one.jsonl:4", "one.jsonl:5", "critical_pairs.jsonl:1"):
        assert place in told


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(EvaluationError, match=r"gone\.jsonl"):
        read_files([tmp_path / "gone.jsonl"])


def test_the_projects_own_questions_are_read_and_enough():
    found = read_folder(HELD_OUT)
    assert len(found.cases) >= 600
    assert len(found.pairs) >= 40
