"""The weights of the continuation model on disk."""

from __future__ import annotations

from datetime import date

import pytest

from bot.adapters.continuation_file import load_continuation, save_continuation
from bot.bootstrap import CONTINUATION
from bot.domain.continuation import Continuation
from bot.domain.errors import CatalogueError
from bot.services.continuing import SIGNALS


def test_what_was_written_is_read_again(tmp_path):
    path = tmp_path / "continuation.json"
    model = Continuation({"best": -0.25, "lead": 1.5}, 0.75)
    save_continuation(path, model, fitted=date(2026, 11, 25), turns=300, right=0.883)

    assert load_continuation(path) == model


def test_the_shipped_file_has_a_weight_for_every_signal():
    assert set(load_continuation(CONTINUATION).weights) == set(SIGNALS)


@pytest.mark.parametrize("text", ["", "[]", '{"bias": 1}', '{"weights": {"best": "much"}, "bias": 0}'])
def test_another_shape_is_refused_with_what_to_do(tmp_path, text):
    path = tmp_path / "continuation.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CatalogueError, match="troly train-dialogue"):
        load_continuation(path)


def test_a_missing_file_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(CatalogueError, match="troly train-dialogue"):
        load_continuation(tmp_path / "none.json")
