from __future__ import annotations

import pytest

from bot.domain.continuation import Continuation


def test_a_probability_is_the_logistic_of_the_weighted_signals():
    model = Continuation({"a": 2.0, "b": -1.0}, 0.5)

    assert model.probability({"a": 0.0, "b": 0.5}) == pytest.approx(0.5)
    assert model.probability({"a": 1.0, "b": 0.0}) == pytest.approx(0.924, abs=0.001)


def test_it_stays_between_zero_and_one_however_far_the_signals_go():
    model = Continuation({"a": 1.0}, 0.0)

    assert 0.0 < model.probability({"a": -1e9}) < model.probability({"a": 1e9}) < 1.0


def test_a_signal_without_a_weight_is_an_error():
    with pytest.raises(KeyError):
        Continuation({}, 0.0).probability({"new": 1.0})
