from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlu.linking.grouped_rows import GroupedRows

ROWS = np.array([[1, 0, 2], [0, 0, 0], [0, 3, 0], [4, 0, 0], [0, 0, 5]], dtype=np.float32)
BOUNDS = [0, 2, 2, 3, 5]  # the second group has no rows


@pytest.fixture
def grouped():
    return GroupedRows(csr_matrix(ROWS), BOUNDS)


def test_only_the_rows_of_the_groups_that_are_asked_for_are_multiplied(grouped):
    columns = np.array([[1, 10], [2, 20], [3, 30]], dtype=np.float32)

    assert np.array_equal(grouped.product(np.array([0, 3]), columns), ROWS[[0, 1, 3, 4]] @ columns)


def test_a_group_without_rows_gives_none(grouped):
    assert grouped.product(np.array([1]), np.ones((3, 1), dtype=np.float32)).shape == (0, 1)


def test_rows_and_starts_of_some_groups_are_told(grouped):
    assert grouped.rows(np.array([0, 3])).tolist() == [0, 1, 3, 4]
    assert grouped.starts(np.array([0, 2, 3])).tolist() == [0, 2, 3]


def test_the_groups_share_the_memory_of_the_matrix_however_small_they_are():
    rows = csr_matrix(np.vstack([ROWS] * 20))
    groups = GroupedRows(rows, range(0, 101, 5))._groups

    assert all(np.shares_memory(group.data, rows.data) for group in groups)
    assert all(np.shares_memory(group.indices, rows.indices) for group in groups)
