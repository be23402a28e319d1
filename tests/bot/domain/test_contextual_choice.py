from __future__ import annotations

import pytest

from bot.domain.contextual_choice import ContextualChoice


def test_probabilities_are_a_softmax_over_the_topics_and_none_of_them():
    model = ContextualChoice({"a": 2.0, "b": -1.0}, {"bias": 1.0})
    topics, none = model.probabilities([{"a": 0.5, "b": 0.0}, {"a": 0.0, "b": 0.0}], {"bias": 1.0})

    assert sum(topics) + none == pytest.approx(1.0)
    assert topics[0] == pytest.approx(none)
    assert topics[0] / topics[1] == pytest.approx(2.718, abs=0.001)


def test_they_stay_numbers_however_far_the_features_go():
    topics, none = ContextualChoice({"a": 1.0}, {"b": 1.0}).probabilities([{"a": 1e9}, {"a": -1e9}], {"b": 0.0})

    assert (topics, none) == ([1.0, 0.0], 0.0)


def test_a_feature_without_a_weight_is_an_error():
    with pytest.raises(KeyError):
        ContextualChoice({}, {}).probabilities([{"new": 1.0}], {})
