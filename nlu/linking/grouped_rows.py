"""Sparse rows that belong to groups 0, 1, 2, ... in this order, multiplied with a question for a few groups only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]


class GroupedRows:
    """A sparse matrix for each group, over one memory; only the groups that are asked for are multiplied."""

    def __init__(self, rows: csr_matrix, bounds: Sequence[int] | Numbers) -> None:
        """Takes rows in the order of their groups.

        Args:
            bounds: first row of each group, and the number of rows at the end.
        """
        self._bounds = np.asarray(bounds, dtype=np.intp)
        self._groups = [_slice(rows, first, end) for first, end in pairwise(self._bounds)]

    def starts(self, groups: Numbers) -> Numbers:
        """Where each of some groups starts among their rows put one after the other."""
        sizes = self._bounds[groups + 1] - self._bounds[groups]
        return np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)

    def rows(self, groups: Numbers) -> Numbers:
        """Numbers of the rows of some groups."""
        return np.concatenate([np.arange(self._bounds[g], self._bounds[g + 1]) for g in groups])

    def product(self, groups: Numbers, columns: Floats) -> Floats:
        """The rows of some groups times a dense matrix of shape (terms, units). Shape (rows, units)."""
        return np.stack(  # unit by unit: faster than all at once, since most questions are one unit
            [np.concatenate([self._groups[group] @ column for group in groups]) for column in columns.T], axis=-1
        )


def _slice(rows: csr_matrix, first: int, end: int) -> csr_matrix:
    """Some rows that follow each other, over the memory of the whole.

    The arrays are set afterwards: a slice of the matrix would be a copy, and a matrix that is made from parts copies
    those that are less than half of what they are taken from.
    """
    start, stop = rows.indptr[first], rows.indptr[end]
    part = csr_matrix((end - first, rows.shape[1]), dtype=rows.dtype)
    part.data, part.indices = rows.data[start:stop], rows.indices[start:stop]
    part.indptr = rows.indptr[first : end + 1] - start
    return part
