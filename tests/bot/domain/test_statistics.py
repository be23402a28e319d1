from __future__ import annotations

import pytest

from bot.domain.statistics import mcnemar, wilson


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962), (1, 1, 0.2065, 1.0)],
)
def test_wilson_gives_the_published_intervals(successes, total, low, high):
    assert wilson(successes, total) == pytest.approx((low, high), abs=1e-4)


def test_without_observations_nothing_is_known():
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("lost", "gained", "chance"), [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (8, 1, 0.0390625)])
def test_mcnemar_is_the_two_sided_sign_test_on_the_changed_questions(lost, gained, chance):
    assert mcnemar(lost, gained) == pytest.approx(chance)
    assert mcnemar(gained, lost) == mcnemar(lost, gained)


def test_an_even_split_is_chance():
    assert mcnemar(4, 4) == 1.0
