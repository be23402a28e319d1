from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from dulwich import porcelain

from bot.adapters.knowledge import knowledge_folder as module
from bot.adapters.knowledge.knowledge_folder import FOUND_REASON
from bot.domain.errors import KnowledgeError
from bot.domain.knowledge import Edit, as_addition
from tests.bot.adapters.knowledge.conftest import NOW

SAMPLE = as_addition("khai_sinh", "samples", "a new question")


def samples(knowledge, topic: str = "khai_sinh"):
    return knowledge.load().catalogue.get(topic).samples


def test_a_preview_shows_the_diff_and_writes_nothing(knowledge):
    preview = knowledge.preview(SAMPLE)
    assert preview.problems == ()
    assert "+- a new question" in preview.diff
    assert preview.knowledge.catalogue.get("khai_sinh").samples[-1] == "a new question"
    assert not knowledge.folder.exists()


def test_a_change_is_recorded_with_who_when_why_and_its_diff(knowledge):
    identifier = knowledge.apply(SAMPLE, by="lan", reason="Câu hỏi TL-ABC234")
    (change,) = knowledge.changes()
    assert (change.id, change.by, change.at, change.reason) == (identifier, "lan", NOW, "Câu hỏi TL-ABC234")
    assert change.approved_by == "lan"
    assert change.files == ("additions/khai_sinh.yml",)
    assert "+- a new question" in knowledge.diff(identifier)
    assert samples(knowledge)[-1] == "a new question"
    assert knowledge.unrecorded() == ()


def test_a_change_with_mistakes_is_refused_with_all_of_them_and_nothing_is_written(knowledge):
    knowledge.apply(SAMPLE, by="lan", reason="x")
    bad = Edit("guides/bad.yml", {"id": "other", "name": "", "field": "nothing"})
    with pytest.raises(KnowledgeError) as caught:
        knowledge.apply(bad, by="lan", reason="x")
    assert all(word in str(caught.value) for word in ("id:", "name:", "field:", "samples:", "review_by:"))
    assert len(knowledge.changes()) == 1
    assert not (knowledge.folder / "guides").exists()


def test_a_file_outside_the_schema_cannot_be_written(knowledge):
    for name in ("../outside.yml", "additions/../../outside.yml", "other.yml", "additions/A B.yml"):
        assert knowledge.preview(Edit(name, "x", "samples")).problems
        with pytest.raises(KnowledgeError):
            knowledge.apply(Edit(name, "x", "samples"), by="lan", reason="x")


def test_the_same_entry_twice_is_refused(knowledge):
    knowledge.apply(SAMPLE, by="lan", reason="x")
    with pytest.raises(KnowledgeError, match="not there yet"):
        knowledge.apply(SAMPLE, by="lan", reason="x")


def test_undo_takes_one_change_back_and_leaves_the_later_ones(knowledge):
    first = knowledge.apply(SAMPLE, by="lan", reason="first")
    knowledge.apply(as_addition("khai_sinh", "samples", "a later question"), by="lan", reason="second")
    undone = knowledge.undo(first, by="minh", reason="wrong topic")
    assert samples(knowledge)[-1] == "a later question"
    assert "a new question" not in samples(knowledge)
    assert [change.reason for change in knowledge.changes()] == ["wrong topic", "second", "first"]
    assert "-- a new question" in knowledge.diff(undone)
    with pytest.raises(KnowledgeError, match="was undone"):
        knowledge.undo(first, by="minh", reason="again")


def test_an_undo_can_be_undone(knowledge):
    undone = knowledge.undo(knowledge.apply(SAMPLE, by="lan", reason="x"), by="lan", reason="y")
    assert not (knowledge.folder / SAMPLE.file).exists()
    knowledge.undo(undone, by="lan", reason="z")
    assert samples(knowledge)[-1] == "a new question"


def test_a_whole_topic_goes_again_unless_something_was_added_to_it(knowledge, guide):
    topic = knowledge.apply(Edit("guides/cho_dem.yml", guide), by="lan", reason="new")
    added = knowledge.apply(as_addition("cho_dem", "samples", "x y"), by="lan", reason="more")
    with pytest.raises(KnowledgeError, match="cho_dem"):
        knowledge.undo(topic, by="lan", reason="back")
    knowledge.undo(added, by="lan", reason="back")
    knowledge.undo(topic, by="lan", reason="back")
    assert knowledge.load().catalogue.get("cho_dem") is None


def test_an_unknown_change_is_told(knowledge):
    for name in ("nothing", "0" * 40, "é", "HEAD~1"):
        with pytest.raises(KnowledgeError, match="not known"):
            knowledge.undo(name, by="lan", reason="x")


def test_what_a_crash_left_is_recorded_before_the_next_change(knowledge, monkeypatch):
    class Killed(BaseException):
        """As if the power went."""

    def die(*_, **__):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(knowledge._history, "record", die)
        with pytest.raises(Killed):
            knowledge.apply(SAMPLE, by="lan", reason="first")
    assert knowledge.unrecorded() == ("additions/khai_sinh.yml",)
    knowledge.apply(as_addition("khai_tu", "samples", "b"), by="minh", reason="second")
    assert [(change.by, change.reason) for change in knowledge.changes()] == [
        ("minh", "second"), (module.FOUND_BY, FOUND_REASON),
    ]  # fmt: skip


def test_a_crash_before_the_rename_leaves_the_old_file(knowledge, monkeypatch):
    knowledge.apply(SAMPLE, by="lan", reason="x")
    before = (knowledge.folder / SAMPLE.file).read_bytes()
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        knowledge.apply(as_addition("khai_sinh", "samples", "b"), by="lan", reason="x")
    assert (knowledge.folder / SAMPLE.file).read_bytes() == before
    assert knowledge.load().problems == ()


def test_writers_at_the_same_time_lose_nothing(knowledge):
    with ThreadPoolExecutor(8) as pool:
        edits = [as_addition("khai_sinh", "samples", f"parallel {n}") for n in range(16)]
        assert len(set(pool.map(lambda edit: knowledge.apply(edit, by="lan", reason="x"), edits))) == 16
    assert sum(sample.startswith("parallel") for sample in samples(knowledge)) == 16
    assert len(knowledge.changes()) == 16


def test_a_file_that_was_bad_before_does_not_stand_in_the_way_of_another(knowledge):
    knowledge.folder.mkdir()
    (knowledge.folder / "not_ours.yml").write_text("questions: 7\n")
    knowledge.apply(SAMPLE, by="lan", reason="x")
    assert samples(knowledge)[-1] == "a new question"
    assert len(knowledge.load().problems) == 1


def test_other_git_programs_read_the_history(knowledge):
    knowledge.apply(SAMPLE, by="Lan <x>\n", approved_by="Minh", reason="Vì sao")
    folder = str(knowledge.folder)
    written = io.StringIO()
    porcelain.log(folder, outstream=written)
    assert "Author: Lan  x" in written.getvalue()
    assert "Committer: Minh" in written.getvalue()
    assert "Vì sao" in written.getvalue()
    status = porcelain.status(folder, untracked_files="no")
    assert (status.staged, status.unstaged) == ({"add": [], "delete": [], "modify": []}, [])
