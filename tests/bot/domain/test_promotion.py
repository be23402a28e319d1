from __future__ import annotations

import pytest

from bot.domain.outcome import Outcome
from bot.domain.promotion import Tolerance, decide
from evaluating import BIRTH, MISSED, OFFERED, RIGHT, WRONG, an_evaluation, given

OTHER_ASPECT = given(Outcome.ANSWERED, BIRTH).__class__(Outcome.ANSWERED, (BIRTH,), (BIRTH,), ("fee",), 0.9)


def test_the_first_model_passes():
    assert decide(an_evaluation(WRONG, confused=1), None).passed


def test_an_equal_model_passes():
    assert decide(an_evaluation(RIGHT, WRONG), an_evaluation(RIGHT, WRONG)).passed


def test_one_question_lost_on_any_slice_keeps_a_model_back_and_says_where():
    result = decide(an_evaluation(RIGHT, MISSED), an_evaluation(RIGHT, RIGHT))
    assert not result.passed
    reason = next(reason for reason in result.reasons if reason.where == "everyday: ours")
    assert (reason.measure, reason.lost, reason.gained) == ("good", 1, 0)
    assert "everyday: ours: 1 questions no longer answered" in reason.sentence()


def test_a_loss_that_a_gain_in_the_same_slice_makes_up_for_passes():
    assert decide(an_evaluation(RIGHT, MISSED), an_evaluation(MISSED, RIGHT)).passed


def test_a_gain_in_one_slice_does_not_make_up_for_a_loss_in_another():
    def both(story, short):
        first, second = an_evaluation(story, kind="story"), an_evaluation(short, kind="short")
        return first.__class__("k", first.judged + second.judged)

    result = decide(both(RIGHT, MISSED), both(MISSED, RIGHT))
    assert {reason.where for reason in result.reasons} == {"short: ours"}


def test_a_new_wrong_answer_keeps_a_model_back_even_where_nothing_was_understood_before():
    result = decide(an_evaluation(WRONG), an_evaluation(MISSED))
    assert {reason.measure for reason in result.reasons} == {"harmless"}


def test_one_critical_pair_confused_keeps_a_model_back():
    result = decide(an_evaluation(RIGHT, confused=1), an_evaluation(MISSED))
    assert [reason.measure for reason in result.reasons] == ["pair"]
    assert "critical pair confused" in result.reasons[0].sentence()


@pytest.mark.parametrize(("asked_back", "passes"), [(1, True), (5, True), (6, False)])
def test_asking_back_more_often_passes_while_it_can_be_chance(asked_back, passes):
    before = an_evaluation(*[RIGHT] * 20)
    after = an_evaluation(*[OFFERED] * asked_back, *[RIGHT] * (20 - asked_back))
    assert decide(after, before).passed is passes


def test_a_clear_loss_of_aspects_keeps_a_model_back():
    result = decide(an_evaluation(*[OTHER_ASPECT] * 8), an_evaluation(*[RIGHT] * 8))
    assert {reason.measure for reason in result.reasons} == {"aspect"}


def test_a_tolerance_lets_that_many_questions_go():
    before, after = an_evaluation(RIGHT, RIGHT), an_evaluation(MISSED, RIGHT)
    assert decide(after, before, Tolerance(cases=1)).passed
    assert not decide(an_evaluation(MISSED, MISSED), before, Tolerance(cases=1)).passed
