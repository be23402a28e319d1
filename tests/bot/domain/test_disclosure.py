"""Small counts stay secret: by hand, and against an attacker who solves every published sum with numpy and scipy."""

from __future__ import annotations

import random

import numpy
import pytest
from scipy.optimize import linprog

from bot.domain.disclosure import LEAST_SHOWN, Sum, hidden_cells, worked_out


def attack(values, sums, hidden):
    """What can be known about each hidden cell: whether it is determined, and its largest possible value."""
    unknown = sorted(hidden, key=repr)
    if not unknown:
        return {}
    place = {cell: number for number, cell in enumerate(unknown)}
    rows, sides = [], []
    for found in sums:
        row, side = numpy.zeros(len(unknown)), 0.0
        for sign, cells in ((1, [found.total]), (-1, found.parts)):
            for cell in cells:
                if cell in place:
                    row[place[cell]] += sign
                else:
                    side -= sign * values[cell]
        if row.any():
            rows.append(row)
            sides.append(side)
    matrix = numpy.array(rows) if rows else numpy.zeros((0, len(unknown)))
    rank = numpy.linalg.matrix_rank(matrix) if rows else 0
    found = {}
    for cell, number in place.items():
        unit = numpy.zeros(len(unknown))
        unit[number] = 1
        determined = numpy.linalg.matrix_rank(numpy.vstack([matrix, unit])) == rank
        largest = linprog(-unit, A_eq=matrix, b_eq=sides, bounds=(0, None)) if rows else None
        found[cell] = determined, -largest.fun if largest is not None and largest.status == 0 else float("inf")
    return found


def a_grid(chance: random.Random, rows: int, columns: int):
    """A table with totals by row, by column and over all, as months by communes are."""
    values = {(r, c): chance.choice([0, 0, 1, 2, 3, 4, 7, 12, 40]) for r in range(rows) for c in range(columns)}
    sums = []
    for r in range(rows):
        values[r, "all"] = sum(values[r, c] for c in range(columns))
        sums.append(Sum((r, "all"), tuple((r, c) for c in range(columns))))
    for c in (*range(columns), "all"):
        values["all", c] = sum(values[r, c] for r in range(rows))
        sums.append(Sum(("all", c), tuple((r, c) for r in range(rows))))
    sums.append(Sum(("all", "all"), tuple(("all", c) for c in range(columns))))
    return values, sums


def test_a_small_cell_is_hidden_and_another_with_it():
    values = {"all": 60, "a": 3, "b": 20, "c": 37}
    assert hidden_cells(values, [Sum("all", ("a", "b", "c"))]) == {"a", "b"}


def test_nothing_small_nothing_hidden():
    assert hidden_cells({"all": 45, "a": 5, "b": 40}, [Sum("all", ("a", "b"))]) == set()


def test_two_small_cells_that_give_each_other_away_need_a_third():
    """With 1 and 1 hidden their sum is 2, so both would be known to be small."""
    values = {"all": 32, "a": 1, "b": 1, "c": 30}
    assert hidden_cells(values, [Sum("all", ("a", "b", "c"))]) == {"a", "b", "c"}


def test_when_no_part_is_left_the_total_is_hidden():
    assert hidden_cells({"all": 3, "a": 3}, [Sum("all", ("a",))]) == {"all", "a"}


def test_a_corner_of_two_crossing_sums_cannot_be_combined():
    """Each sum alone has two hidden cells; together they would solve, so more is hidden."""
    hidden = {"a", "b", "c"}
    sums = [Sum("x", ("a", "b", "k")), Sum("y", ("b", "c", "k")), Sum("z", ("a", "c", "k"))]
    assert worked_out(hidden, sums) == hidden
    values = {"a": 3, "b": 4, "c": 2, "k": 10, "x": 17, "y": 16, "z": 15}
    assert worked_out(hidden_cells(values, sums), sums) == set()


@pytest.mark.parametrize("seed", range(12))
def test_an_attacker_who_solves_all_sums_learns_no_small_count(seed):
    values, sums = a_grid(random.Random(seed), 4, 5)
    hidden = hidden_cells(values, sums)
    assert {cell for cell, value in values.items() if 0 < value < LEAST_SHOWN} <= hidden
    for cell, (determined, largest) in attack(values, sums, hidden).items():
        assert not determined, cell
        assert largest > values[cell] - 1e-6, cell


def test_what_was_shown_stays_shown_and_what_was_hidden_stays_hidden():
    chance = random.Random(5)
    values, sums = a_grid(chance, 3, 4)
    hidden = hidden_cells(values, sums)
    shown = set(values) - hidden
    grown = values | {"later": 2, "later all": 30, "later other": 28}
    after = hidden_cells(
        grown, [*sums, Sum("later all", ("later", "later other"))], shown_before=shown, hidden_before=hidden
    )
    assert hidden <= after
    assert not shown & after


def test_a_sum_that_does_not_hold_is_told():
    with pytest.raises(ValueError, match="expected the sum of its parts"):
        hidden_cells({"all": 9, "a": 5}, [Sum("all", ("a",))])


def test_a_small_cell_whose_sums_were_published_before_cannot_be_protected():
    with pytest.raises(ValueError, match="can still be hidden"):
        hidden_cells({"all": 23, "a": 3, "b": 20}, [Sum("all", ("a", "b"))], shown_before={"all", "b"})
