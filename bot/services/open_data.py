"""Open data: counts by month that anybody may have. Releases only add months; nothing published changes afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from bot.domain.counting_rules import UNKNOWN, WHOLE
from bot.domain.disclosure import hidden_cells
from bot.domain.open_release import ASSUMED_KNOWN, QUESTIONS, RESIDENTS, Cell, Release
from bot.domain.period import Grain, Period
from bot.services.indicators import Indicators, Measures

# A month is published when it has been over for so many days: what comes later is not in the open data.
SETTLING = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """One count as the public sees it; None where it is hidden."""

    measure: str
    period: str
    breakdown: str
    member: str
    name: str
    value: int | None


class ReleaseStore(Protocol):
    """Keeps the release (with true values, not public) and writes the public files."""

    def read(self) -> Release:
        """The release so far; an empty one at first."""

    def write(self, release: Release, cells: Sequence[PublishedCell]) -> None:
        """Keeps a release and writes its public files."""


class OpenData:
    """Makes releases."""

    def __init__(self, indicators: Indicators, store: ReleaseStore) -> None:
        self._indicators = indicators
        self._store = store

    def publish(self, today: date) -> list[str]:
        """Adds the months that have settled and returns them; nothing is written when there is none."""
        release = self._store.read()
        done = release.months
        months = [
            month
            for month in self._indicators.store.periods(Grain.MONTH)
            if month.last + SETTLING < today and month.id not in done and (not done or month.id > done[-1])
        ]
        for month in months:
            self._add(release, month)
        if months:
            self._store.write(release, self._cells(release))
        return [month.id for month in months]

    def _add(self, release: Release, month: Period) -> None:
        shown_before = {cell for cell in release.values if cell not in release.hidden}
        indicators = self._indicators
        topics = indicators.by_topic(month)
        groups: dict[str, Sequence[tuple[str, Measures]]] = {
            "commune": [(place.id, measures) for place, measures in indicators.by_commune(month)],
            "channel": indicators.by_channel(month),
            "goal": indicators.by_group("goal", topics),
            "field": indicators.by_group("field", topics),
            "topic": [(subject.id, measures) for subject, measures in topics],
        }
        for measure, breakdowns in ((QUESTIONS, tuple(groups)), (RESIDENTS, ("commune", "channel"))):
            for breakdown in breakdowns:
                for member, measures in groups[breakdown]:
                    release.values[Cell(measure, month.id, breakdown, member)] = int(measures[measure] or 0)
            total = sum(int(measures[measure] or 0) for _, measures in groups["channel"])
            release.values[Cell(measure, month.id)] = total
        known = Cell(RESIDENTS, month.id, ASSUMED_KNOWN)
        release.values[known] = sum(int(measures[RESIDENTS] or 0) for _, measures in groups["commune"])
        release.parents[month.id] = {
            "topic": {subject.id: subject.field for subject, _ in topics},
            "field": {subject.field: subject.goal for subject, _ in topics},
        }
        if month.last.month == 12:
            release.add_year(str(month.last.year))
        release.hidden = hidden_cells(
            release.values, release.sums(), shown_before={*shown_before, known}, hidden_before=release.hidden
        )

    def _cells(self, release: Release) -> list[PublishedCell]:
        cells = sorted(release.values, key=lambda cell: (cell.period, cell.measure, cell.breakdown, cell.member))
        return [
            PublishedCell(
                cell.measure,
                cell.period,
                cell.breakdown,
                cell.member,
                self._name(cell),
                None if cell in release.hidden else release.values[cell],
            )
            for cell in cells
            if cell.is_published
        ]

    def _name(self, cell: Cell) -> str:
        if cell.member in (UNKNOWN, WHOLE):
            return ""
        if cell.breakdown == "commune":
            return self._indicators.place(cell.member).name
        return self._indicators.subject(cell.member).name if cell.breakdown == "topic" else cell.member
