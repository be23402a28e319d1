"""Sparse rows that belong to groups 0, 1, 2, ... in this order, multiplied with a question for a few groups only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]


class GroupedRows:
    """Plain arrays of a sparse matrix; slicing a few groups costs no checks of shapes and types."""

    def __init__(self, rows: csr_matrix, bounds: Sequence[int] | Numbers) -> None:
        """Takes rows in the order of their groups.

        Args:
            bounds: first row of each group, and the number of rows at the end.
        """
        self._starts = np.asarray(rows.indptr, dtype=np.intp)
        self._terms = np.asarray(rows.indices, dtype=np.int32)
        self._values = np.asarray(rows.data, dtype=np.float32)
        self._bounds = np.asarray(bounds, dtype=np.intp)
        self._lengths = np.diff(self._starts)
        self._group_starts = self._starts[self._bounds]

    def starts(self, groups: Numbers) -> Numbers:
        """Where each of some groups starts among their rows put one after the other."""
        sizes = self._bounds[groups + 1] - self._bounds[groups]
        return np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)

    def rows(self, groups: Numbers) -> Numbers:
        """Numbers of the rows of some groups."""
        return np.concatenate([np.arange(self._bounds[g], self._bounds[g + 1]) for g in groups])

    def product(self, groups: Numbers, columns: Floats) -> Floats:
        """The rows of some groups times a dense matrix of shape (terms, units). Shape (rows, units)."""
        pieces = [slice(self._group_starts[g], self._group_starts[g + 1]) for g in groups]
        terms = np.concatenate([self._terms[piece] for piece in pieces])
        values = np.concatenate([self._values[piece] for piece in pieces])
        lengths = np.concatenate([self._lengths[self._bounds[g] : self._bounds[g + 1]] for g in groups])
        if not len(terms):
            return np.zeros((len(lengths), columns.shape[1]), dtype=np.float32)
        ends = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp)
        sums = np.empty((len(lengths), columns.shape[1]), dtype=np.float32)
        products = np.zeros(len(terms) + 1, dtype=np.float32)  # the last stays zero, for rows without terms at the end
        for unit, column in enumerate(np.ascontiguousarray(columns.T)):  # one by one: six times as fast as all at once
            np.multiply(column[terms], values, out=products[:-1])
            sums[:, unit] = np.add.reduceat(products, ends)
        sums[lengths == 0] = 0.0
        return sums
