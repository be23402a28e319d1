from __future__ import annotations

import numpy as np

from nlu.linking.choice_model import ChoiceModel


def a_problem():
    """Topic with the larger first feature is right; questions without any similarity are about none."""
    random = np.random.default_rng(1)
    features = random.random((300, 4, 3)).astype(np.float32)
    chosen = features[:, :, 0].argmax(axis=1)
    features[200:, :, 0] *= 0.1
    chosen[200:] = -1
    return features, np.ones((300, 1), dtype=np.float32), chosen


def probabilities(model, features, about):
    return np.array([model.probabilities(*question) for question in zip(features, about, strict=True)])


def test_it_learns_which_feature_matters_and_when_none_is_right():
    features, about, chosen = a_problem()
    model = ChoiceModel.train(features, about, chosen, penalty=0.1)
    found = probabilities(model, features, about)
    assert np.allclose(found.sum(axis=1), 1.0)
    assert model.weights[0] > abs(model.weights[1:]).max()
    right = np.where(chosen >= 0, chosen, 4)
    assert (found.argmax(axis=1) == right).mean() > 0.9


def test_training_is_deterministic_and_saving_changes_nothing(tmp_path):
    features, about, chosen = a_problem()
    first, second = (ChoiceModel.train(features, about, chosen) for _ in range(2))
    assert np.array_equal(first.weights, second.weights)
    first.save(tmp_path / "model.json")
    loaded = ChoiceModel.load(tmp_path / "model.json")
    assert np.array_equal(probabilities(loaded, features, about), probabilities(first, features, about))


def test_a_feature_that_never_varies_does_no_harm():
    features, about, chosen = a_problem()
    features[:, :, 2] = 0.0
    assert np.isfinite(probabilities(ChoiceModel.train(features, about, chosen), features, about)).all()
