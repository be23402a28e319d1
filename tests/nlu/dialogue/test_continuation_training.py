"""The continuation model is fitted on labelled turns and tested on conversations that it has not seen."""

from __future__ import annotations

import pytest

from nlu.dialogue.continuation_training import LabelledTurn, fit_continuation


def turns(conversations: int) -> list[LabelledTurn]:
    """Each conversation goes on with a short message and leaves with a long one."""
    return [
        LabelledTurn(f"c{number}", {"content_words": words + number % 2, "lead": 0.5}, words < 5)
        for number in range(conversations)
        for words in (1.0, 9.0)
    ]


def test_what_tells_the_turns_apart_is_learned():
    model, right = fit_continuation(turns(20))

    assert right == 1.0
    assert model.probability({"content_words": 1.0, "lead": 0.5}) > 0.8
    assert model.probability({"content_words": 9.0, "lead": 0.5}) < 0.2
    assert model.weights["content_words"] < 0


def test_too_few_conversations_are_refused_with_what_to_do():
    with pytest.raises(ValueError, match=r"at least 10 conversations.*data/dialogues"):
        fit_continuation(turns(4))


def test_turns_that_all_go_on_are_refused():
    with pytest.raises(ValueError, match="some that do not"):
        fit_continuation([turn for turn in turns(20) if turn.goes_on])
