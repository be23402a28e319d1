from __future__ import annotations

import pytest

from bot.adapters.question_files import read_files
from bot.bootstrap import ModelEvaluator, evaluation_key
from bot.domain.errors import EngineError, EvaluationError


@pytest.fixture
def held_out(tmp_path):
    (tmp_path / "one.jsonl").write_text('{"text": "a", "outcome": "answered", "topics": [], "aspects": []}\n')
    return read_files([tmp_path / "one.jsonl"])


async def test_a_copy_without_questions_has_no_key_and_cannot_evaluate(tmp_path):
    evaluator = ModelEvaluator(tmp_path, None)
    assert evaluator.key is None
    with pytest.raises(EvaluationError, match="held-out questions"):
        await evaluator.evaluate("one")


def test_the_key_is_of_the_questions_and_the_program(tmp_path, held_out):
    evaluator = ModelEvaluator(tmp_path, held_out)
    assert evaluator.key == evaluation_key(held_out)
    assert len(evaluator.key) == 33


@pytest.mark.component
async def test_a_model_that_is_not_there_is_told(tmp_path, held_out):
    with pytest.raises(EngineError, match="expected a model that loads"):
        await ModelEvaluator(tmp_path, held_out).evaluate("gone")
