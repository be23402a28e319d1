from __future__ import annotations

import pytest

from bot.domain.outcome import Outcome
from bot.domain.risk_coverage import area_under, risk_coverage
from evaluating import BIRTH, DEATH, MISSED, a_case, given, judged


def test_the_surest_answers_come_first_and_what_is_not_answered_lowers_the_coverage():
    points = risk_coverage([
        judged(answer=given(Outcome.ANSWERED, DEATH, confidence=0.6)),
        judged(answer=given(Outcome.ANSWERED, BIRTH, confidence=0.9)),
        judged(answer=MISSED),
        judged(answer=MISSED),
    ])  # fmt: skip
    assert [(p.confidence, p.coverage, p.risk) for p in points] == [(0.9, 0.25, 0.0), (0.6, 0.5, 0.5)]
    assert area_under(points) == pytest.approx(0.25)


def test_equal_confidences_are_one_point_whatever_their_order():
    answers = [given(Outcome.ANSWERED, BIRTH), given(Outcome.ANSWERED, DEATH)]
    for order in (answers, answers[::-1]):
        (point,) = risk_coverage([judged(answer=answer) for answer in order])
        assert (point.coverage, point.risk) == (1.0, 0.5)


def test_small_talk_is_no_part_of_it_and_nothing_gives_no_curve():
    assert risk_coverage([judged(a_case(outcome=Outcome.SMALLTALK), given(Outcome.SMALLTALK))]) == []
    assert area_under([]) == 0.0
