from __future__ import annotations

from bot.domain.comparison import changes, compare
from bot.domain.evaluation_result import Evaluation
from evaluating import MISSED, OFFERED, RIGHT, WRONG, a_case, an_evaluation, judged


def slice_of(before, after, name="all: ours"):
    return next(found for found in compare(before, after) if found.name == name)


def test_lost_and_gained_questions_are_counted_apart():
    found = slice_of(an_evaluation(RIGHT, RIGHT, MISSED, WRONG), an_evaluation(MISSED, RIGHT, OFFERED, MISSED))
    assert (found.good.lost, found.good.gained) == (1, 1)
    assert (found.harmless.lost, found.harmless.gained) == (0, 1)
    assert found.questions == 4


def test_only_questions_that_both_were_asked_are_compared():
    assert slice_of(an_evaluation(RIGHT), an_evaluation(WRONG, WRONG, WRONG)).questions == 1


def test_the_same_question_twice_is_two_questions():
    twice = [Evaluation("k", (judged(answer=first), judged(answer=RIGHT))) for first in (RIGHT, WRONG)]
    assert slice_of(*twice).questions == 2
    (change,) = changes(*twice)
    assert (change.before.verdict, change.after.verdict) == ("right", "wrong")


def test_the_same_text_in_two_conversations_is_two_questions():
    both = Evaluation("k", (judged(a_case(sender="a")), judged(a_case(sender="b"), WRONG)))
    assert changes(both, both) == []


def test_another_aspect_is_a_change_as_well():
    before = Evaluation("k", (judged(a_case()),))
    after = Evaluation("k", (judged(a_case(aspects=("fee",))),))
    assert len(changes(before, after)) == 1
    assert slice_of(before, after).aspect.lost == 1
