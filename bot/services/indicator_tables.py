"""The tables of an export, made from the same figures as the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bot.domain.counting_rules import WHOLE
from bot.domain.indicator import Indicator
from bot.domain.period import ABOVE_DAY, Grain, Period
from bot.domain.table import Table, TableForm, Value
from bot.services.indicators import Indicators, Measures

WEEKS_UP_TO_DAYS = 100  # a year by week, commune and indicator would be most of every file


def whole_periods(first: date, last: date) -> list[Period]:
    """Months where a range holds them whole, days elsewhere: together exactly the range."""
    periods = []
    day = first
    while day <= last:
        month = Period.containing(day, Grain.MONTH)
        part = month if month.first == day and month.last <= last else Period.containing(day, Grain.DAY)
        periods.append(part)
        day = date.fromordinal(part.last.toordinal() + 1)
    return periods


class IndicatorTables:
    """Makes the tables of a range of days. Sums cover exactly the range; distinct counts need whole periods."""

    def __init__(self, indicators: Indicators, forms: Mapping[str, TableForm]) -> None:
        self._indicators = indicators
        self._forms = forms

    def tables(self, first: date, last: date) -> list[Table]:
        """All tables; their rows are read from the store when they are iterated."""
        makers = {
            "definitions": self._definitions(),
            "figures": self._figures(first, last),
            "activity": self._activity(first, last),
            "topics": self._topics(first, last),
            "hours": self._hours(first, last),
            "reasons": self._reasons(first, last),
            "reach": self._reach(first, last),
            "reply_times": self._reply_times(first, last),
        }
        return [Table(form, _rows(form, makers[identifier])) for identifier, form in self._forms.items()]

    def _definitions(self) -> Iterator[Mapping[str, Value]]:
        for indicator in self._indicators.registry.indicators.values():
            yield definition_row(indicator)

    def _figures(self, first: date, last: date) -> Iterator[Mapping[str, Value]]:
        periods = self._periods(first, last)
        indicators = self._indicators
        sums: dict[tuple[str, ...], Measures] = dict(indicators.store.grouped(["period", "locality"], periods))
        sums.update({(*key, WHOLE): measures for key, measures in indicators.store.grouped(["period"], periods)})
        reach, replies = indicators.store.reach(periods), indicators.store.reply_times(periods)
        for (period, commune), measures in sorted(sums.items()):
            residents, returning = reach.get((period, commune, WHOLE), (0, 0))
            _, median, p90 = replies.get((period, commune), (0, None, None))
            people = indicators.people(None if commune == WHOLE else commune)
            whole = {
                **measures, "residents": residents, "returning": returning, "median_minutes": median,
                "p90_minutes": p90, "population": people,
            }  # fmt: skip
            for indicator in indicators.registry.indicators.values():
                yield {
                    "period": period,
                    **self._commune(commune),
                    "indicator": indicator.id,
                    "indicator_name": indicator.name["vi"],
                    "unit": indicator.unit.value,
                    "numerator": whole[indicator.numerator],
                    "denominator": whole[indicator.denominator] if indicator.denominator else None,
                    "value": indicator.value(whole),
                }

    def _activity(self, first: date, last: date) -> Iterator[Mapping[str, Value]]:
        grouped = self._indicators.store.grouped(["period", "locality", "channel"], whole_periods(first, last))
        for (period, commune, channel), measures in grouped:
            yield {"period": period, **self._commune(commune), "channel": channel, **measures}

    def _topics(self, first: date, last: date) -> Iterator[Mapping[str, Value]]:
        for (commune, topic), measures in self._indicators.store.grouped(
            ["locality", "topic"], whole_periods(first, last)
        ):
            subject = self._indicators.subject(topic)
            yield {
                **_range(first, last),
                **self._commune(commune),
                "topic": topic,
                "topic_name": subject.name,
                "field": subject.field,
                "goal": subject.goal,
                **measures,
            }

    def _hours(self, first: date, last: date) -> Iterator[Mapping[str, Value]]:
        rows = self._indicators.store.hours_by_commune(whole_periods(first, last))
        for commune, weekday, hour, questions in rows:
            yield {
                **_range(first, last), **self._commune(commune), "weekday": weekday, "hour": hour,
                "questions": questions,
            }  # fmt: skip

    def _reasons(self, first: date, last: date) -> Iterator[Mapping[str, Value]]:
        for commune, outcome, reason, turns in self._indicators.store.reasons(whole_periods(first, last)):
            yield {
                **_range(first, last), **self._commune(commune), "outcome": outcome, "reason": reason, "turns": turns,
            }  # fmt: skip

    def _reach(self, first: date, last: date) -> Iterator[Mapping[str, Value]]:
        found = self._indicators.store.reach(self._periods(first, last))
        for (period, commune, channel), (residents, returning) in sorted(found.items()):
            yield {
                "period": period, **self._commune(commune), "channel": channel, "residents": residents,
                "returning": returning,
            }  # fmt: skip

    def _reply_times(self, first: date, last: date) -> Iterator[Mapping[str, Value]]:
        found = self._indicators.store.reply_times(self._periods(first, last))
        for (period, commune), (replied, median, p90) in sorted(found.items()):
            yield {
                "period": period, **self._commune(commune), "replied": replied, "median_minutes": median,
                "p90_minutes": p90,
            }  # fmt: skip

    def _periods(self, first: date, last: date) -> list[Period]:
        """All weeks, months, quarters and years that lie wholly in the range; no weeks in a range over a quarter."""
        grains = ABOVE_DAY if (last - first).days < WEEKS_UP_TO_DAYS else ABOVE_DAY[1:]
        return [
            period
            for grain in grains
            for period in self._indicators.store.periods(grain)
            if first <= period.first and period.last <= last
        ]

    def _commune(self, commune: str) -> Mapping[str, Value]:
        return {"commune": commune, "commune_name": "" if commune == WHOLE else self._indicators.place(commune).name}


def definition_row(indicator: Indicator) -> Mapping[str, Value]:
    """A definition as a row."""
    texts = {
        f"{field}_{language}": getattr(indicator, field)[language]
        for field in ("name", "purpose", "formula", "bias")
        for language in ("vi", "en")
    }
    return {
        "indicator": indicator.id,
        **texts,
        "unit": indicator.unit.value,
        "numerator_name": indicator.numerator,
        "denominator_name": indicator.denominator,
        "source": indicator.source,
        "breakdowns": ", ".join(indicator.breakdowns),
        "supports": ", ".join(indicator.supports),
    }


def _rows(form: TableForm, found: Iterator[Mapping[str, Value]]) -> Iterator[tuple[Value, ...]]:
    return (form.row(values) for values in found)


def _range(first: date, last: date) -> Mapping[str, Value]:
    return {"first_day": first.isoformat(), "last_day": last.isoformat()}
