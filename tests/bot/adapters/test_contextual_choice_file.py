"""The weights of the model that ranks topics in a conversation, on disk."""

from __future__ import annotations

from datetime import date

import pytest

from bot.adapters.contextual_choice_file import load_contextual_choice, save_contextual_choice
from bot.bootstrap import CONTEXTUAL_CHOICE
from bot.domain.contextual_choice import ContextualChoice
from bot.domain.errors import CatalogueError
from bot.services.contextual import OF_MESSAGE, OF_TOPIC


def test_what_was_written_is_read_again(tmp_path):
    path = tmp_path / "choice.json"
    model = ContextualChoice({"alone": -0.25, "together": 1.5}, {"bias": 0.75})
    save_contextual_choice(path, model, fitted=date(2026, 11, 25), turns=300, right=0.883)

    assert load_contextual_choice(path) == model


def test_the_shipped_file_has_a_weight_for_every_feature():
    model = load_contextual_choice(CONTEXTUAL_CHOICE)

    assert set(model.weights) == set(OF_TOPIC)
    assert set(model.none_weights) == set(OF_MESSAGE)


@pytest.mark.parametrize("text", ["", "[]", '{"topic": {}}', '{"topic": {"alone": "much"}, "none": {}}'])
def test_another_shape_is_refused_with_what_to_do(tmp_path, text):
    path = tmp_path / "choice.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CatalogueError, match="troly train-dialogue"):
        load_contextual_choice(path)


def test_a_missing_file_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(CatalogueError, match="troly train-dialogue"):
        load_contextual_choice(tmp_path / "none.json")
