"""The bars that a model must pass on held-out questions before it may serve residents."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.model_files import live_model
from bot.adapters.question_files import read_folder
from bot.bootstrap import HELD_OUT, build_evaluating
from bot.domain.errors import EngineError
from bot.domain.evaluation_result import Evaluation
from bot.settings import read_settings

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    try:
        model = live_model(read_settings().models)
    except EngineError as error:
        pytest.skip(str(error))
    held_out = read_folder(HELD_OUT)
    assert held_out is not None
    return asyncio.run(build_evaluating(model).run(held_out.cases, held_out.pairs))


@pytest.fixture(scope="module")
def slices(evaluation):
    return evaluation.slices


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
    assert slices["special: special"].share("right") >= 0.8


def test_critical_pairs_are_never_confused(evaluation):
    assert evaluation.confused == ()
