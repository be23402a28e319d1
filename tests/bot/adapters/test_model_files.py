from __future__ import annotations

import io
import json
import os
import tarfile

import pytest

from bot.adapters.model_files import (
    answering_fingerprint,
    archives,
    inputs_fingerprint,
    live_model,
    live_version,
    weights_fingerprint,
)  # fmt: skip
from bot.domain.errors import EngineError


@pytest.fixture
def project(tmp_path):
    for folder in ("data", "nlu", "bot/services"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("config.yml", "domain.yml", "data/a.yml", "nlu/b.py", "bot/services/c.py"):
        (tmp_path / name).write_text(name)
    return tmp_path


def put(folder, version: str, second: int) -> None:
    path = folder / f"{version}.tar.gz"
    path.write_text("")
    os.utime(path, (second, second))


def an_archive(path, **files: str):
    with tarfile.open(path, "w:gz") as opened:
        for name, content in files.items():
            member = tarfile.TarInfo(f"components/{name.replace('__', '.')}")
            member.size = len(content)
            opened.addfile(member, io.BytesIO(content.encode()))
    return path


def test_without_a_model_the_next_step_is_told(tmp_path):
    with pytest.raises(EngineError, match="troly train"):
        live_model(tmp_path)
    assert live_version(tmp_path) is None


def test_the_pointer_names_the_model_that_serves_however_new_others_are(tmp_path):
    put(tmp_path, "old", 1)
    put(tmp_path, "new", 2)
    (tmp_path / "live").write_text("old\n")
    assert live_model(tmp_path) == tmp_path / "old.tar.gz"


def test_an_archive_from_before_the_registry_serves_until_there_is_a_pointer(tmp_path):
    put(tmp_path, "old", 1)
    put(tmp_path, "new", 2)
    assert live_version(tmp_path) == "new"


def test_a_candidate_does_not_serve_before_it_was_judged(tmp_path):
    put(tmp_path, "candidate", 1)
    (tmp_path / "candidate.json").write_text("{}")
    assert live_version(tmp_path) is None


def test_a_pointer_to_a_model_that_is_gone_is_told_with_the_way_back(tmp_path):
    (tmp_path / "live").write_text("gone\n")
    with pytest.raises(EngineError, match="troly models rollback"):
        live_model(tmp_path)


def test_archives_come_oldest_first(tmp_path):
    put(tmp_path, "b", 1)
    put(tmp_path, "a", 2)
    assert [path.name for path in archives(tmp_path)] == ["b.tar.gz", "a.tar.gz"]


@pytest.mark.parametrize("changed", ["config.yml", "domain.yml", "data/a.yml", "nlu/b.py"])
def test_inputs_have_another_fingerprint_once_anything_has_changed(project, changed):
    before = inputs_fingerprint(project)
    assert inputs_fingerprint(project) == before
    (project / changed).write_text("changed")
    assert inputs_fingerprint(project) != before


def test_a_topic_does_not_change_the_program_that_answers_but_a_service_does(project):
    before = answering_fingerprint(project)
    (project / "data/a.yml").write_text("changed")
    assert answering_fingerprint(project) == before
    (project / "bot/services/c.py").write_text("changed")
    assert answering_fingerprint(project) != before


def test_weights_are_compared_without_times_and_ids(tmp_path):
    one = an_archive(tmp_path / "1.tar.gz", weights__npy="w", metadata__json="today")
    two = an_archive(tmp_path / "2.tar.gz", metadata__json="tomorrow", weights__npy="w")
    other = an_archive(tmp_path / "3.tar.gz", weights__npy="v", metadata__json="today")
    assert weights_fingerprint(one) == weights_fingerprint(two) != weights_fingerprint(other)


def test_the_order_of_a_set_that_rasa_writes_does_not_count(tmp_path):
    def rules(*names: str) -> str:
        return json.dumps({"lookup": {"rules": {"a": "b"}, "rules_not_in_stories": names}})

    one = an_archive(tmp_path / "1.tar.gz", rule_policy__json=rules("x", "y"))
    two = an_archive(tmp_path / "2.tar.gz", rule_policy__json=rules("y", "x"))
    other = an_archive(tmp_path / "3.tar.gz", rule_policy__json=rules("x"))
    assert weights_fingerprint(one) == weights_fingerprint(two) != weights_fingerprint(other)
