from __future__ import annotations

import json

import pytest

from bot.domain.evaluation_result import Evaluation
from evaluating import MISSED, OFFERED, RIGHT, WRONG, an_evaluation, given


def test_an_evaluation_is_the_same_after_it_was_written_and_read():
    made = an_evaluation(RIGHT, OFFERED, WRONG, MISSED, confused=1)
    assert Evaluation.from_dict(json.loads(json.dumps(made.as_dict()))) == made


def test_the_figures_are_counts_by_slice():
    figures = an_evaluation(RIGHT, RIGHT, WRONG).figures()
    assert figures["everyday: ours"] == {"questions": 3, "right": 2, "wrong": 1, "aspect_asked": 2, "aspect_right": 2}


def test_other_data_is_refused():
    with pytest.raises(KeyError):
        Evaluation.from_dict({"key": "k"})


def test_the_latency_is_a_percentile_and_nothing_without_questions():
    made = an_evaluation(*(given(latency_ms=float(number)) for number in range(100)))
    assert (made.latency_ms(0.5), made.latency_ms(0.95)) == (50.0, 95.0)
    assert an_evaluation().latency_ms(0.5) == 0.0
