"""Figures of the indicators for a period and a commune, and their breakdowns: what pages, exports and reports show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.counting_rules import UNKNOWN, WHOLE
from bot.domain.indicator import SUMMED, Figure, Indicator, Registry
from bot.domain.period import Grain, Period

Measures = Mapping[str, int | None]
Group = tuple[tuple[str, ...], Measures]


class FigureStore(Protocol):
    """What this service needs of the roll-ups."""

    def periods(self, grain: Grain) -> list[Period]:
        """The periods in which something was counted, oldest first."""

    def communes(self) -> list[str]:
        """The communes of which turns were counted."""

    def measures(self, period: Period, commune: str | None = None) -> dict[str, int | None]:
        """Sums and distinct counts of a period."""

    def grouped(
        self, by: Sequence[str], periods: Sequence[Period], commune: str | None = None
    ) -> list[tuple[tuple[str, ...], dict[str, int | None]]]:
        """Sums over periods by columns."""

    def hours(self, periods: Sequence[Period], commune: str | None = None) -> dict[tuple[int, int], int]:
        """Questions by weekday and hour."""

    def hours_by_commune(self, periods: Sequence[Period]) -> list[tuple[str, int, int, int]]:
        """Questions by commune, weekday and hour."""

    def reasons(self, periods: Sequence[Period], commune: str | None = None) -> list[tuple[str, str, str, int]]:
        """Turns by commune, outcome and reason."""

    def reach(self, periods: Sequence[Period]) -> dict[tuple[str, str, str], tuple[int, int]]:
        """Distinct and returning residents."""

    def reply_times(self, periods: Sequence[Period]) -> dict[tuple[str, str], tuple[int, int, int]]:
        """Number of replies, median and 90th percentile."""


@dataclass(frozen=True, slots=True)
class Place:
    """A commune as figures name it; `people` is None where no population with a source is known."""

    id: str
    name: str
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic as figures name it."""

    id: str
    name: str
    field: str
    goal: str


class Indicators:
    """Computes figures from roll-ups."""

    def __init__(
        self, registry: Registry, store: FigureStore, places: Mapping[str, Place], subjects: Mapping[str, Subject]
    ) -> None:
        self.registry = registry
        self.store = store
        self._places = places
        self._subjects = subjects

    def place(self, commune: str) -> Place:
        """A commune by its id; one that is not in the data is named by its id."""
        return self._places.get(commune) or Place(commune, commune)

    def subject(self, topic: str) -> Subject:
        """A topic by its id; one that is gone from the data is named by its id."""
        return self._subjects.get(topic) or Subject(topic, topic, UNKNOWN, UNKNOWN)

    def latest(self, grain: Grain) -> Period | None:
        """The newest period of a kind in which something was counted."""
        periods = self.store.periods(grain)
        return periods[-1] if periods else None

    def figures(self, period: Period, commune: str | None = None) -> list[Figure]:
        """All indicators of a period, with the period before."""
        now, before = (self.measures(when, commune) for when in (period, period.previous))
        had = bool(before.get("turns"))
        return [
            Figure(
                indicator,
                indicator.value(now),
                now.get(indicator.numerator),
                now.get(indicator.denominator) if indicator.denominator else None,
                indicator.value(before) if had else None,
            )
            for indicator in self.registry.indicators.values()
        ]

    def measures(self, period: Period, commune: str | None = None) -> Measures:
        """Everything that indicators of a period are made of."""
        return self.store.measures(period, commune) | {"population": self.people(commune)}

    def people(self, commune: str | None) -> int | None:
        """The population of a commune, or of all that were counted; None where one is unknown."""
        if commune is not None:
            return self.place(commune).people
        known = [self.place(name).people for name in self.store.communes() if name != UNKNOWN]
        return sum(people or 0 for people in known) if known and all(known) else None

    def over_time(self, period: Period, commune: str | None = None) -> list[tuple[Period, Measures]]:
        """Measures of the parts of a period (days or months), also of those without any turn."""
        parts = period.parts
        found = {key[0]: measures for key, measures in self.store.grouped(["period"], parts, commune)}
        reach = self.store.reach(parts)
        place = WHOLE if commune is None else commune
        nothing = dict.fromkeys(SUMMED, 0)
        return [
            (part, {**(found.get(part.id) or nothing), "residents": reach.get((part.id, place, WHOLE), (0, 0))[0]})
            for part in parts
        ]

    def by_topic(self, period: Period, commune: str | None = None) -> list[tuple[Subject, Measures]]:
        """Measures by topic, the most asked first; turns without a topic are under an empty id."""
        found = [(self.subject(key[0]), measures) for key, measures in self.store.grouped(["topic"], [period], commune)]
        return sorted(found, key=_most_asked)

    def by_group(self, attribute: str, topics: Sequence[tuple[Subject, Measures]]) -> list[tuple[str, Measures]]:
        """Measures by `field` or `goal`, added up from those by topic."""
        sums: dict[str, dict[str, int]] = {}
        for subject, measures in topics:
            group = sums.setdefault(getattr(subject, attribute), {})
            for name, number in measures.items():
                group[name] = group.get(name, 0) + (number or 0)
        return sorted(sums.items(), key=_most_asked)

    def by_channel(self, period: Period, commune: str | None = None) -> list[tuple[str, Measures]]:
        """Measures by channel, with distinct residents."""
        reach = self.store.reach([period])
        place = WHOLE if commune is None else commune
        return [
            (key[0], measures | {"residents": reach.get((period.id, place, key[0]), (0, 0))[0]})
            for key, measures in self.store.grouped(["channel"], [period], commune)
        ]

    def by_commune(self, period: Period) -> list[tuple[Place, Measures]]:
        """Measures by commune, with distinct residents, the most asked first."""
        reach = self.store.reach([period])
        found = [
            (
                self.place(key[0]),
                measures
                | {"residents": reach.get((period.id, key[0], WHOLE), (0, 0))[0], "population": self.people(key[0])},
            )
            for key, measures in self.store.grouped(["locality"], [period])
        ]
        return sorted(found, key=_most_asked)

    def indicator(self, identifier: str) -> Indicator | None:
        """A definition by its id."""
        return self.registry.indicators.get(identifier)


def _most_asked(pair: tuple[object, Measures]) -> int:
    return -(pair[1]["questions"] or 0)
