"""How topics rank in a conversation is fitted on labelled turns and tested on conversations that it has not seen."""

from __future__ import annotations

import pytest

from nlu.dialogue.contextual_training import LabelledTurn, fit_contextual_choice


def turns(conversations: int) -> list[LabelledTurn]:
    """A short message goes on with the topic before, a long one means the other, and a strange one neither."""
    return [
        LabelledTurn(
            f"c{number}",
            [{"before": 1.0, "before_words": words + number % 2}, {"before": 0.0, "before_words": 0.0}],
            {"bias": 1.0, "strange": float(words == 5.0)},
            [words < 3, words > 7],
        )
        for number in range(conversations)
        for words in (1.0, 5.0, 9.0)
    ]


def test_what_tells_the_turns_apart_is_learned():
    model, right = fit_contextual_choice(turns(30))

    assert right > 0.95
    (before, other), none = model.probabilities(*features(1.0))
    assert before > 0.8 > 0.2 > other + none
    (before, other), none = model.probabilities(*features(9.0))
    assert other > 0.8 > 0.2 > before + none
    (before, other), none = model.probabilities(*features(5.0))
    assert none > max(before, other)


def test_turns_that_weigh_more_decide_where_turns_contradict_each_other():
    def labelled(number: int, *, goes_on: bool, weight: float) -> LabelledTurn:
        topics = [{"before": 1.0}, {"before": 0.0}]
        return LabelledTurn(f"c{number}", topics, {"bias": 1.0}, [goes_on, not goes_on], weight)

    stays = [labelled(number, goes_on=True, weight=1.0) for number in range(20)]
    moves = [labelled(number, goes_on=False, weight=0.25) for number in range(20, 60)]
    model, _ = fit_contextual_choice([*stays, *moves])

    (before, other), _ = model.probabilities([{"before": 1.0}, {"before": 0.0}], {"bias": 1.0})
    assert before > other


def test_too_few_conversations_are_refused_with_what_to_do():
    with pytest.raises(ValueError, match=r"at least 10 conversations.*data/dialogues"):
        fit_contextual_choice(turns(4))


def features(words: float) -> tuple[list[dict[str, float]], dict[str, float]]:
    turn = next(turn for turn in turns(1) if turn.topics[0]["before_words"] == words)
    return list(map(dict, turn.topics)), dict(turn.message)
