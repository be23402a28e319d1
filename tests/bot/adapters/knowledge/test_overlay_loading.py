from __future__ import annotations

from datetime import date

import pytest
import yaml

from bot.adapters.knowledge.overlay_loading import load_overlay
from bot.adapters.knowledge.shipped_data import ShippedData
from bot.domain.aspect import Aspect
from bot.domain.knowledge import ConflictKind
from tests.bot.adapters.knowledge.conftest import put

EDIT = {
    "aspect": "fee",
    "was": "8.000 dong",
    "text": "9.000 dong",
    "amount_vnd": 9000,
    "from": "2026-12-01",
    "source": {"title": "Resolution 12", "url": "https://dongthap.gov.vn/12", "date": "2026-11-20"},
    "reason": "new resolution",
}


def addition(topic: str = "khai_sinh", **content: object) -> dict[str, str]:
    return {f"additions/{topic}.yml": yaml.safe_dump({"topic": topic} | content, allow_unicode=True)}


def fees(knowledge, day: date) -> list[str]:
    return [fact.text for fact in knowledge.catalogue.get("khai_sinh").facts_on(Aspect.FEE, day)]


def test_without_files_the_shipped_data_serves_as_it_is(shipped):
    knowledge = load_overlay(shipped, {})
    assert knowledge.catalogue.topics == shipped.catalogue.topics
    assert (knowledge.problems, knowledge.conflicts) == ((), ())


def test_samples_and_aliases_are_added_to_their_topic_only(shipped):
    knowledge = load_overlay(shipped, addition(samples=["new question"], aliases=["birth paper"]))
    topic = knowledge.catalogue.get("khai_sinh")
    assert topic.samples[-1] == "new question"
    assert topic.aliases == ("birth paper",)
    assert knowledge.catalogue.get("khai_tu") == shipped.catalogue.get("khai_tu")


def test_what_an_upgrade_ships_by_itself_is_not_there_twice(shipped):
    knowledge = load_overlay(shipped, addition(samples=["question 0 on khai_sinh", "new question"]))
    assert knowledge.problems == ()
    assert list(knowledge.catalogue.get("khai_sinh").samples).count("question 0 on khai_sinh") == 1


def test_an_edited_fact_holds_from_its_day_and_the_old_one_until_the_day_before(shipped):
    knowledge = load_overlay(shipped, addition(edits=[EDIT]))
    assert fees(knowledge, date(2026, 11, 30)) == ["8.000 dong", "free for the poor"]
    assert fees(knowledge, date(2026, 12, 1)) == ["9.000 dong", "free for the poor"]
    topic = knowledge.catalogue.get("khai_sinh")
    assert topic.sources[topic.facts_on(Aspect.FEE, date(2026, 12, 1))[0].source].title == "Resolution 12"


def test_an_edit_without_a_day_corrects_the_fact_outright(shipped):
    edit = {key: value for key, value in EDIT.items() if key != "from"}
    knowledge = load_overlay(shipped, addition(edits=[edit]))
    assert fees(knowledge, date(2020, 1, 1)) == ["9.000 dong", "free for the poor"]


def test_an_edit_can_go_on_from_an_edit(shipped):
    later = EDIT | {"was": "9.000 dong", "text": "10.000 dong", "amount_vnd": 10000, "from": "2027-01-01"}
    knowledge = load_overlay(shipped, addition(edits=[EDIT, later]))
    days = (date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 1))
    assert [fees(knowledge, day)[0] for day in days] == ["8.000 dong", "9.000 dong", "10.000 dong"]


def test_a_fact_can_end_and_a_fact_can_be_added(shipped):
    ends = {"aspect": "fee", "was": "free for the poor", "from": "2026-12-01", "reason": "ended"}
    new = {"aspect": "duration", "text": "3 days", "source": EDIT["source"], "reason": "missing"}
    knowledge = load_overlay(shipped, addition(edits=[ends, new]))
    assert fees(knowledge, date(2026, 12, 1)) == ["8.000 dong"]
    assert knowledge.catalogue.get("khai_sinh").facts[Aspect.DURATION][0].text == "3 days"


def test_a_review_moves_the_review_day(shipped):
    review = {"verified_on": "2026-11-25", "review_by": "2027-05-25", "reason": "read again"}
    topic = load_overlay(shipped, addition(reviewed=[review])).catalogue.get("khai_sinh")
    assert (topic.verified_on, topic.review_by) == (date(2026, 11, 25), date(2027, 5, 25))


def test_an_edit_of_a_fact_that_changed_upstream_rests_and_is_reported(shipped_folder):
    put(shipped_folder, "khai_sinh", 1, facts={"summary": [{"text": "x"}], "fee": [{"text": "8.500 dong"}]})
    knowledge = load_overlay(ShippedData(shipped_folder), addition(edits=[EDIT], samples=["new question"]))
    assert fees(knowledge, date(2027, 1, 1)) == ["8.500 dong"]
    assert [(c.kind, c.topic) for c in knowledge.conflicts] == [(ConflictKind.FACT_CHANGED, "khai_sinh")]
    assert "8.000 dong" in knowledge.conflicts[0].detail
    assert knowledge.catalogue.get("khai_sinh").samples[-1] == "new question"


def test_an_edit_that_upstream_took_over_is_no_conflict(shipped_folder):
    put(shipped_folder, "khai_sinh", 1, facts={"summary": [{"text": "x"}], "fee": [{"text": "9.000 dong"}]})
    knowledge = load_overlay(ShippedData(shipped_folder), addition(edits=[EDIT]))
    assert (fees(knowledge, date(2027, 1, 1)), knowledge.conflicts) == (["9.000 dong"], ())


def test_a_whole_topic_is_read_as_shipped_ones_are(shipped, guide):
    knowledge = load_overlay(
        shipped, {"guides/cho_dem.yml": yaml.safe_dump(guide), **addition("cho_dem", aliases=["x y"])}
    )
    assert knowledge.problems == ()
    assert knowledge.catalogue.get("cho_dem").aliases == ("x y",)


def test_a_topic_that_is_shipped_by_now_keeps_the_officers_version_and_is_reported(shipped, shipped_folder):
    own = yaml.safe_load((shipped_folder / "procedures/ho_tich/khai_sinh.yml").read_text()) | {"name": "Ours"}
    knowledge = load_overlay(shipped, {"procedures/ho_tich/khai_sinh.yml": yaml.safe_dump(own)})
    assert knowledge.catalogue.get("khai_sinh").name == "Ours"
    assert [conflict.kind for conflict in knowledge.conflicts] == [ConflictKind.TOPIC_SHIPPED]


def test_additions_to_a_topic_that_is_gone_are_reported_and_left_out(shipped):
    knowledge = load_overlay(shipped, addition("gone_topic", samples=["x"]))
    assert [conflict.kind for conflict in knowledge.conflicts] == [ConflictKind.TOPIC_GONE]
    assert "gone_topic" in knowledge.problems[0]


def test_a_bad_file_is_left_out_whole_with_all_its_mistakes_and_the_rest_serves(shipped):
    bad = EDIT | {"aspect": "price", "from": "tomorrow"}
    knowledge = load_overlay(
        shipped,
        {
            **addition(samples=["good question", 7], edits=[bad, EDIT | {"amount_vnd": 1}], more=1),
            **addition("khai_tu", samples=["another good question"]),
        },
    )
    assert knowledge.catalogue.get("khai_sinh") == shipped.catalogue.get("khai_sinh")
    assert knowledge.catalogue.get("khai_tu").samples[-1] == "another good question"
    text = "\n".join(knowledge.problems)
    assert all(word in text for word in ("samples[1]", "price", "amount_vnd", "more"))
    assert all(problem.startswith("knowledge/additions/khai_sinh.yml: ") for problem in knowledge.problems)


@pytest.mark.parametrize(
    "text", ["topic: [", "- a list", "topic: khai_tu\n", "topic: khai_sinh\nnlu: []\n", "\ufffd: 1"]
)
def test_an_unreadable_or_foreign_file_never_stops_the_rest(shipped, text):
    knowledge = load_overlay(shipped, {"additions/khai_sinh.yml": text})
    assert knowledge.problems
    assert knowledge.catalogue.topics == shipped.catalogue.topics


def test_a_sample_of_another_topic_is_refused_also_without_tone_marks(shipped):
    knowledge = load_overlay(shipped, addition(samples=["QUESTION 0  on khai_tu"]))
    assert "also in khai_tu" in knowledge.problems[0]


def test_two_officers_files_cannot_claim_the_same_question(shipped):
    knowledge = load_overlay(shipped, {**addition(samples=["same"]), **addition("khai_tu", samples=["same"])})
    assert "also in khai_sinh" in knowledge.problems[0]
    assert knowledge.catalogue.get("khai_sinh").samples[-1] == "same"


def test_a_code_in_use_an_unknown_relation_and_a_wrong_folder_are_refused(shipped, guide):
    own = guide | {"code": "1.000002", "related": ["nothing"]}
    knowledge = load_overlay(shipped, {"procedures/ho_tich/cho_dem.yml": yaml.safe_dump(own)})
    text = "\n".join(knowledge.problems)
    assert all(word in text for word in ("folder's name 'ho_tich'", "also in khai_tu", "'nothing'"))
    assert knowledge.catalogue.get("cho_dem") is None


def test_words_and_foreign_questions_are_read(shipped):
    files = {
        "lexicons/local_words.yml": yaml.safe_dump({"entries": [{"from": "Sổ Mủ", "to": "sổ đỏ", "why": "x"}]}),
        "not_ours.yml": yaml.safe_dump({"questions": ["who won"]}),
    }
    knowledge = load_overlay(shipped, files)
    assert (knowledge.words, knowledge.not_ours) == ({"sổ mủ": "sổ đỏ"}, ("who won",))


def test_wrong_words_and_a_question_of_a_topic_that_is_said_to_be_foreign_are_refused(shipped):
    entries = [{"from": "a", "to": "a"}, {"from": "b", "to": "c"}, {"from": "b", "to": "d"}]
    files = {
        "lexicons/local_words.yml": yaml.safe_dump({"entries": entries}),
        "not_ours.yml": yaml.safe_dump({"questions": ["who won", "question 1 on khai_tu"]}),
    }
    knowledge = load_overlay(shipped, files)
    assert (knowledge.words, knowledge.not_ours, len(knowledge.problems)) == ({}, (), 3)


def test_a_file_that_does_not_belong_there_is_told(shipped):
    assert "other.yml" in load_overlay(shipped, {"other.yml": "a: 1"}).problems[0]
