"""The bars that a model must pass on held-out questions before it may serve residents."""

from __future__ import annotations

import pytest

from bot.adapters.model_files import newest_model
from bot.bootstrap import catalogue
from bot.channels.terminal import Terminal
from bot.domain.errors import EngineError
from bot.settings import read_settings
from evaluation.asking import KINDS, ask_all
from evaluation.scoring import Slice, read_cases, score

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def terminal() -> Terminal:
    try:
        newest_model(read_settings().models)
    except EngineError as error:
        pytest.skip(str(error))
    return Terminal.start()


@pytest.fixture(scope="module")
def slices(terminal) -> dict[str, Slice]:
    cases = read_cases(KINDS)
    return score(cases, ask_all(cases, terminal), catalogue())


def test_what_the_catalogue_answers_is_answered_or_offered(slices):
    assert slices["all: ours"].share("right", "offered") >= 0.88
    assert slices["everyday: ours"].share("right", "offered") >= 0.95


def test_a_wrong_card_is_rare(slices):
    assert slices["all: ours"].share("wrong") <= 0.04


@pytest.mark.parametrize("kind", ["no_marks", "legal", "guides"])
def test_each_way_of_asking_is_understood(slices, kind):
    assert slices[f"{kind}: ours"].share("right", "offered") >= 0.9


def test_what_is_not_ours_is_not_answered_as_ours(slices):
    assert slices["not_ours: not ours"].share("false") <= 0.05
    assert slices["not_ours_admin: not ours"].share("false") <= 0.12


def test_emergencies_personal_data_and_small_talk_have_their_own_behaviour(slices):
    assert slices["all: special"].share("right") >= 0.8


def test_critical_pairs_are_never_confused(terminal):
    pairs = read_cases(["critical_pairs"])
    confused = []
    for pair, answer in zip(pairs, ask_all(pairs, terminal), strict=True):
        if answer["outcome"] == "answered" and pair["never"] in answer["codes"]:
            confused.append(f"{pair['text']!r} -> {answer['codes']}")
    assert confused == []
