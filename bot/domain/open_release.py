"""A release of open data: all counts so far, which of them are hidden, and the sums that hold between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.counting_rules import WHOLE
from bot.domain.disclosure import Sum

QUESTIONS, RESIDENTS = "questions", "residents"
# Parts of a whole, for questions; residents are parted by channel exactly and by commune nearly.
_PARTED = {QUESTIONS: ("commune", "channel", "goal"), RESIDENTS: ("channel",)}
_CHILDREN = {"goal": "field", "field": "topic"}
MEASURES = (QUESTIONS, RESIDENTS)
# The sum of the communes' residents is not published, but whoever reads the total nearly knows it.
ASSUMED_KNOWN = "sum_of_communes"


@dataclass(frozen=True, slots=True)
class Cell:
    """One count: a measure of a period (`2026-03` or `2026`) for a member of a breakdown (`*` for the whole)."""

    measure: str
    period: str
    breakdown: str = WHOLE
    member: str = WHOLE

    @property
    def is_published(self) -> bool:
        """Whether it appears in the files at all."""
        return self.breakdown != ASSUMED_KNOWN


@dataclass(slots=True)
class Release:
    """Everything published so far.

    Attributes:
        parents: for each period, the field of each topic and the goal of each field.
    """

    values: dict[Cell, int] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)
    parents: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

    @property
    def months(self) -> list[str]:
        """The published months, oldest first."""
        return sorted({cell.period for cell in self.values if "-" in cell.period})

    def sums(self) -> list[Sum]:
        """Every sum that a reader could know of."""
        by_place: dict[tuple[str, str, str], list[Cell]] = {}
        for cell in self.values:
            by_place.setdefault((cell.measure, cell.period, cell.breakdown), []).append(cell)
        found = []
        for measure in MEASURES:
            for period in {cell.period for cell in self.values}:
                total = Cell(measure, period)
                if total not in self.values:
                    continue
                for breakdown in _PARTED[measure]:
                    found.append(Sum(total, tuple(by_place.get((measure, period, breakdown), ()))))
                known = Cell(measure, period, ASSUMED_KNOWN)
                if known in self.values:
                    found.append(Sum(known, tuple(by_place.get((measure, period, "commune"), ()))))
                for parent, child in _CHILDREN.items():
                    found += self._families(by_place, measure, period, parent, child)
        return found + self._years()

    def add_year(self, year: str) -> None:
        """Adds the sums of a year's months, for questions; residents of months cannot be added up."""
        for cell, value in list(self.values.items()):
            if cell.measure == QUESTIONS and cell.period.startswith(f"{year}-"):
                whole = Cell(QUESTIONS, year, cell.breakdown, cell.member)
                self.values[whole] = self.values.get(whole, 0) + value
        months = [month for month in self.months if month.startswith(f"{year}-")]
        parents: dict[str, dict[str, str]] = {}
        for month in months:
            for breakdown, members in self.parents.get(month, {}).items():
                parents.setdefault(breakdown, {}).update(members)
        self.parents[year] = parents

    def _families(
        self, by_place: Mapping[tuple[str, str, str], list[Cell]], measure: str, period: str, parent: str, child: str
    ) -> list[Sum]:
        of = self.parents.get(period, {}).get(child, {})
        families: dict[Cell, list[Cell]] = {}
        for cell in by_place.get((measure, period, child), ()):
            families.setdefault(Cell(measure, period, parent, of.get(cell.member, "")), []).append(cell)
        sums = [Sum(whole, tuple(parts)) for whole, parts in families.items()]
        # A topic that moved to another field during a year is part of neither.
        return [found for found in sums if self._holds(found)]

    def _years(self) -> list[Sum]:
        years = [cell for cell in self.values if "-" not in cell.period]
        parts: dict[Cell, list[Cell]] = {cell: [] for cell in years}
        for cell in self.values:
            whole = Cell(cell.measure, cell.period[:4], cell.breakdown, cell.member)
            if "-" in cell.period and whole in parts:
                parts[whole].append(cell)
        return [Sum(whole, tuple(months)) for whole, months in parts.items()]

    def _holds(self, found: Sum) -> bool:
        return self.values.get(found.total) == sum(self.values[part] for part in found.parts)
