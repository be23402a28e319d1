from __future__ import annotations

import pytest

from simulation.ledger import Ledger, percentile, signature


@pytest.fixture
def ledger():
    """Resident 1 asked for three answers."""
    kept = Ledger()
    for at, expected in enumerate(("one", "two", "three")):
        kept.ask(1, expected, float(at))
    return kept


def test_an_answer_is_recognised_by_its_first_lines():
    assert signature("Khai sinh\nLệ phí: x\n\nTheo dữ liệu ngày 1") == signature("Khai  sinh\n Lệ phí: x\nThông báo")
    assert signature("Khai sinh\nLệ phí: x") != signature("Khai sinh\nLệ phí: y")


def test_answers_in_order_are_neither_lost_nor_doubled(ledger):
    for at, text in enumerate(("one", "two", "three"), start=1):
        ledger.arrive(1, text, float(at))
    assert (ledger.lost(), ledger.duplicated, ledger.out_of_order, ledger.unexpected) == ([], 0, 0, [])
    assert not ledger.waits(1)


def test_what_never_came_is_lost(ledger):
    ledger.arrive(1, "one", 1.0)
    assert [asked.expected for asked in ledger.lost()] == ["two", "three"]
    assert ledger.waits(1)


def test_a_second_copy_counts_as_twice(ledger):
    ledger.arrive(1, "one", 1.0)
    ledger.arrive(1, "one", 2.0)
    assert ledger.duplicated == 1


def test_an_answer_that_was_overtaken_is_out_of_order(ledger):
    ledger.arrive(1, "two", 1.0)
    ledger.arrive(1, "one", 2.0)
    assert ledger.out_of_order == 1


def test_what_nobody_asked_for_is_unexpected(ledger):
    ledger.arrive(2, "one", 1.0)
    assert ledger.unexpected == ["one"]


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.95, 4), (1.0, 4)])
def test_percentiles_are_values_that_occurred(share, value):
    assert percentile([4, 1, 3, 2], share) == value
