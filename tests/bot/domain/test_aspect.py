from __future__ import annotations

from bot.domain.aspect import Aspect


def test_letters_and_intents_are_unique_and_come_back():
    assert {Aspect.of_letter(aspect.letter) for aspect in Aspect} == set(Aspect)
    assert {Aspect.of_intent(aspect.intent) for aspect in Aspect} == set(Aspect)
    assert Aspect.of_intent("greet") is None
