"""Indicators as the registry defines them, and their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.counting_rules import CountingRules

# What can stand as numerator or denominator: sums over turns first, then what is counted for a whole period.
SUMMED = (
    "turns", "questions", "answers", "clarified", "resolved", "handed", "dismissed", "due", "replied", "in_time",
    "helped", "not_helped", "rated", "with_topic", "repeated", "opened", "outside_hours", "assisted_questions",
    "not_served", "outdated",
)  # fmt: skip
COUNTED_WHOLE = ("residents", "returning", "median_minutes", "p90_minutes", "population")
MEASURES = (*SUMMED, *COUNTED_WHOLE)
BREAKDOWNS = ("time", "topic", "field", "goal", "channel", "commune", "hour", "reason")
LANGUAGES = ("vi", "en")


class Unit(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    SHARE = "share"
    MINUTES = "minutes"
    PER_1000 = "per_1000"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One definition; texts are by language."""

    id: str
    name: Mapping[str, str]
    purpose: Mapping[str, str]
    formula: Mapping[str, str]
    bias: Mapping[str, str]
    sentence: str
    unit: Unit
    numerator: str
    source: str
    breakdowns: Sequence[str]
    supports: Sequence[str]
    denominator: str | None = None
    better: str | None = None

    def value(self, measures: Mapping[str, int | None]) -> float | None:
        """The figure from its measures; None where it is not defined (nothing counted, population unknown)."""
        top = measures.get(self.numerator)
        if self.denominator is None:
            return top
        bottom = measures.get(self.denominator)
        if top is None or not bottom:
            return None
        return top / bottom * (1000 if self.unit is Unit.PER_1000 else 1)


@dataclass(frozen=True, slots=True)
class Registry:
    """All definitions with the rules of counting."""

    rules: CountingRules
    indicators: Mapping[str, Indicator]
    supported: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator in a period, with the same in the period before."""

    indicator: Indicator
    value: float | None
    numerator: int | None
    denominator: int | None
    previous: float | None = None

    @property
    def change(self) -> float | None:
        """Difference to the period before: relative for counts, in the figure's own unit for shares and times."""
        if self.value is None or self.previous is None:
            return None
        if self.indicator.unit in (Unit.SHARE, Unit.MINUTES):
            return self.value - self.previous
        return (self.value - self.previous) / self.previous if self.previous else None

    @property
    def is_better(self) -> bool | None:
        """Whether the change is for the better; None when there is no change or no direction."""
        if not self.change or self.indicator.better is None:
            return None
        return (self.change > 0) == (self.indicator.better == "up")
