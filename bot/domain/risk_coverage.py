"""Risk against coverage: what share of the answers would be harmful if only the surest were given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.evaluation import Group, Judged
from bot.domain.outcome import Outcome


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """All answers with at least some confidence.

    Attributes:
        confidence: the least confidence among them.
        coverage: their share of all questions.
        risk: share of harmful ones among them.
    """

    confidence: float
    coverage: float
    risk: float


def risk_coverage(judged: Iterable[Judged]) -> list[CurvePoint]:
    """The curve over what was answered or asked back, surest first; equal confidences are one point."""
    scored = [one for one in judged if one.case.group is not Group.SPECIAL]
    given = sorted(
        (one for one in scored if one.given.outcome in (Outcome.ANSWERED, Outcome.CLARIFIED)),
        key=lambda one: -one.given.confidence,
    )
    points: list[CurvePoint] = []
    harmful = 0
    for number, one in enumerate(given, start=1):
        harmful += one.is_harmful
        is_last = number == len(given) or given[number].given.confidence < one.given.confidence
        if is_last:
            points.append(CurvePoint(one.given.confidence, number / len(scored), harmful / number))
    return points


def area_under(points: Sequence[CurvePoint]) -> float:
    """Mean risk over the coverage that is reached (0 is best); 0 without a point."""
    if not points:
        return 0.0
    area, before = 0.0, 0.0
    for point in points:
        area += (point.coverage - before) * point.risk
        before = point.coverage
    return area / before
