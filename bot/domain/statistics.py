"""The two statistics of the evaluation: how sure a share is, and whether two runs differ by more than chance."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054


def wilson(successes: int, total: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson's interval of a share, which stays honest for few cases and near 0 and 100 %.

    Returns:
        Lower and upper end; (0, 1) without any observation.
    """
    if total == 0:
        return 0.0, 1.0
    share, square = successes / total, z * z / total
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / total + square / (4 * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def mcnemar(lost: int, gained: int) -> float:
    """Exact two-sided McNemar test.

    Returns:
        How likely a split at least as uneven would be if both runs were equally good: only the questions on which they
        differ say anything.
    """
    changed = lost + gained
    if changed == 0:
        return 1.0
    tail = sum(math.comb(changed, count) for count in range(min(lost, gained) + 1))
    return min(1.0, 2 * tail / float(2**changed))
