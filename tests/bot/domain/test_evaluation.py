from __future__ import annotations

import pytest

from bot.domain.evaluation import CriticalPair, Group, case_of, confused_pairs, confusions, judge, slices
from bot.domain.outcome import Outcome
from evaluating import (
    BIRTH,
    DEATH,
    MISSED,
    OFFERED,
    OWN,
    RIGHT,
    WRONG,
    a_case,
    a_foreign_case,
    given,
    judged,
)  # fmt: skip

LONG_TAIL = "1.000005"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (RIGHT, "right"),
        (OFFERED, "offered"),
        (WRONG, "wrong"),
        (given(Outcome.CLARIFIED, DEATH), "wrong"),
        (given(Outcome.CLARIFIED, "1", "2", "3", BIRTH), "wrong"),
        (given(Outcome.CLARIFIED), "wrong"),
        (MISSED, "missed"),
        (given(Outcome.OUT_OF_SCOPE), "missed"),
        (given(Outcome.ANSWERED, DEATH, BIRTH), "wrong"),
    ],
)
def test_a_question_of_ours_is_judged_by_what_the_resident_was_shown_first(answer, verdict):
    assert judge(a_case(), answer, OWN).verdict == verdict


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (MISSED, "kept"),
        (given(Outcome.OUT_OF_SCOPE), "kept"),
        (given(Outcome.ANSWERED, LONG_TAIL), "longtail"),
        (given(Outcome.ANSWERED, BIRTH), "false"),
        (given(Outcome.CLARIFIED, LONG_TAIL), "false"),
        (given(Outcome.ANSWERED), "false"),  # a guide has no code
    ],
)
def test_a_matter_that_is_not_ours_must_not_be_answered_as_ours(answer, verdict):
    assert judge(a_foreign_case(), answer, OWN).verdict == verdict


def test_other_outcomes_are_right_when_they_are_the_same():
    greeting = a_case("chào", outcome=Outcome.SMALLTALK, topics=(), aspects=())
    assert judge(greeting, given(Outcome.SMALLTALK), OWN).verdict == "right"
    assert judge(greeting, MISSED, OWN).verdict == "other"


def test_asking_back_was_expected_but_the_right_card_is_right_too():
    unclear = a_case("lệ phí?", outcome=Outcome.CLARIFIED)
    assert judge(unclear, RIGHT, OWN).verdict == "right"
    assert judge(unclear, WRONG, OWN).verdict == "other"


def test_the_aspect_counts_only_for_the_right_topic_and_where_it_is_labelled():
    assert judged().aspect_right is True
    assert judged(a_case(aspects=("fee",))).aspect_right is False
    assert judged(a_case(aspects=())).aspect_right is None
    assert judged(answer=WRONG).aspect_right is None


def test_a_question_counts_for_its_kind_for_its_tone_marks_and_for_all():
    found = slices(
        [judged(a_case("khai sinh ở đâu")), judged(a_case("khai sinh o dau"), WRONG), judged(a_foreign_case())]
    )
    assert {name: counts.total for name, counts in found.items()} == {
        "everyday: ours": 2,
        "not_ours_admin: not ours": 1,
        "with tone marks: ours": 1,
        "with tone marks: not ours": 1,
        "without tone marks: ours": 1,
        "all: ours": 2,
        "all: not ours": 1,
    }
    assert found["everyday: ours"].share("right", "offered") == 0.5
    assert found["everyday: ours"].aspects.total() == 1


def test_a_pair_is_confused_when_the_one_is_answered_as_the_other():
    pair = CriticalPair("làm khai sinh", BIRTH, DEATH)
    assert confused_pairs([pair] * 4, [RIGHT, WRONG, OFFERED, MISSED]) == [pair]


def test_confusions_count_what_was_taken_for_what():
    found = confusions([judged(answer=WRONG), judged(answer=WRONG), judged(a_foreign_case(), RIGHT), judged()])
    assert found == {(BIRTH, DEATH): 2, ("", BIRTH): 1}


def test_a_line_of_a_question_file_is_a_case():
    case = case_of(
        {"text": "a", "outcome": "answered", "topics": [BIRTH], "aspects": ["fee"], "kind": "k", "sender": 7}
    )
    assert (case.group, case.topics, case.aspects, case.kind, case.sender) == (Group.OURS, (BIRTH,), ("fee",), "k", "7")


@pytest.mark.parametrize("line", [{"text": "a"}, {"outcome": "answered"}, {"text": "a", "outcome": "lost"}])
def test_a_line_without_its_labels_is_refused(line):
    with pytest.raises((KeyError, ValueError)):
        case_of(line)
