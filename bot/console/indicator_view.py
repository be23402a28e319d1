"""What the dashboard shows: chosen period and commune, figures, and each breakdown as rows for a chart and a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.console.figure_words import FigureWords, decimal
from bot.console.texts_reader import ConsoleTexts
from bot.domain.counting_rules import UNKNOWN
from bot.domain.period import Grain, Period
from bot.services.indicators import Indicators, Measures, Subject

SECTIONS = ("time", "topic", "hour", "commune", "channel", "goal", "field", "reason")
CHARTED = {"time": "lines", "topic": "bars", "hour": "heat", "commune": "bars"}
MAIN = ("residents_reached", "questions", "answered", "replied_in_time")
MOST_BARS = 15
MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class Section:
    """One breakdown: a table, and the rows of its chart where it has one."""

    id: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    chart: list[dict[str, Any]]


class IndicatorView:
    """Makes sections out of figures."""

    def __init__(self, indicators: Indicators, texts: ConsoleTexts) -> None:
        self._indicators = indicators
        self._texts = texts
        self.words = FigureWords(texts)
        self._read_topics: dict[tuple[Period, str | None], list[tuple[Subject, Measures]]] = {}

    def choose(self, text: str | None) -> tuple[Period | None, bool]:
        """The period of an address (default: the newest month), and whether the address named a proper one."""
        newest = self._indicators.latest(Grain.MONTH)
        if not text:
            return newest, True
        try:
            return Period.parse(text), True
        except ValueError:
            return newest, False

    def section(self, identifier: str, period: Period, commune: str | None) -> Section:
        """One breakdown of a period."""
        return getattr(self, f"_{identifier}")(period, commune)  # type: ignore[no-any-return]

    def _topics(self, period: Period, commune: str | None) -> list[tuple[Subject, Measures]]:
        """Measures by topic, read once for the three breakdowns that need them."""
        key = (period, commune)
        if key not in self._read_topics:
            self._read_topics[key] = self._indicators.by_topic(period, commune)
        return self._read_topics[key]

    def _time(self, period: Period, commune: str | None) -> Section:
        parts = self._indicators.over_time(period, commune)
        chart: list[dict[str, Any]] = []
        rows: list[tuple[str, ...]] = []
        for part, measures in parts:
            name = f"{part.first:%m/%Y}" if part.grain is Grain.MONTH else f"{part.first:%d/%m}"
            rows.append((name, *_numbers(measures, "questions", "answers", "handed", "residents")))
            for field in ("questions", "answers"):
                series = self._texts.say(f"indicators.columns.{field}")
                chart.append({"x": name, "y": measures[field], "series": series})
        return Section("time", ("when", "questions", "answers", "handed", "residents"), rows, chart)

    def _topic(self, period: Period, commune: str | None) -> Section:
        rows: list[tuple[str, ...]] = []
        chart: list[dict[str, Any]] = []
        unknown = self._texts.say("indicators.unknown_topic")
        for subject, measures in self._topics(period, commune):
            if not measures["questions"]:
                continue
            rows.append((subject.name or unknown, subject.field, *_numbers(measures, *_TOPIC_MEASURES)))
            if subject.id != UNKNOWN and len(chart) < MOST_BARS:
                chart.append({"label": subject.name, "y": measures["questions"]})
        return Section("topic", ("topic", "field", *_TOPIC_MEASURES), rows[:MOST_ROWS], chart)

    def _hour(self, period: Period, commune: str | None) -> Section:
        found = self._indicators.store.hours([period], commune)
        days = self._texts.group("indicators.weekdays")
        rows = [
            (name, *(decimal(found.get((day, hour), 0), 0) for hour in range(24)))
            for day, name in enumerate(days.values())
        ]
        chart = [
            {"x": hour, "label": name, "y": found.get((day, hour), 0)}
            for day, name in enumerate(days.values())
            for hour in range(24)
        ]
        return Section("hour", ("hour", *(str(hour) for hour in range(24))), rows, chart)

    def _commune(self, period: Period, _commune: str | None) -> Section:
        rows: list[tuple[str, ...]] = []
        chart: list[dict[str, Any]] = []
        for place, measures in self._indicators.by_commune(period):
            name = place.name or self._texts.say("indicators.unknown")
            reached, people = measures["residents"], measures["population"]
            rate = decimal((reached or 0) / people * 1000, 1) if people else "–"
            rows.append((name, *_numbers(measures, "questions", "answers", "handed", "residents"), rate))
            if len(chart) < MOST_BARS:
                chart.append({"label": name, "y": measures["questions"]})
        return Section("commune", ("commune", "questions", "answers", "handed", "residents", "people"), rows, chart)

    def _channel(self, period: Period, commune: str | None) -> Section:
        fields = ("questions", "answers", "handed", "residents")
        found = self._indicators.by_channel(period, commune)
        rows = [(self.words.name("channels", channel), *_numbers(measures, *fields)) for channel, measures in found]
        return Section("channel", ("channel", *fields), rows, [])

    def _goal(self, period: Period, commune: str | None) -> Section:
        return self._group("goal", period, commune)

    def _field(self, period: Period, commune: str | None) -> Section:
        return self._group("field", period, commune)

    def _group(self, attribute: str, period: Period, commune: str | None) -> Section:
        fields = ("questions", "answers", "handed", "opened")
        found = self._indicators.by_group(attribute, self._topics(period, commune))
        rows = [
            (self.words.name("goals", name) if attribute == "goal" else name or self.words.name("goals", UNKNOWN),
             *_numbers(measures, *fields))
            for name, measures in found
        ]  # fmt: skip
        return Section(attribute, (attribute, *fields), rows, [])

    def _reason(self, period: Period, commune: str | None) -> Section:
        sums: dict[tuple[str, str], int] = {}
        for _, outcome, reason, turns in self._indicators.store.reasons([period], commune):
            if outcome in ("unanswered", "out_of_scope", "error"):
                sums[outcome, reason] = sums.get((outcome, reason), 0) + turns
        rows: list[tuple[str, ...]] = [
            (self.words.name("outcomes", outcome), self.words.name("reasons", reason) if reason else "–",
             decimal(turns, 0))
            for (outcome, reason), turns in sorted(sums.items(), key=lambda pair: -pair[1])
        ]  # fmt: skip
        return Section("reason", ("outcome", "reason", "turns"), rows, [])


_TOPIC_MEASURES = ("questions", "answers", "handed", "helped", "rated", "opened")


def _numbers(measures: Measures, *fields: str) -> tuple[str, ...]:
    return tuple(decimal(measures.get(field) or 0, 0) for field in fields)


def chart_words(texts: ConsoleTexts, section: str) -> Mapping[str, str]:
    """The titles of a chart's axes."""
    return {
        "x": texts.say(f"indicators.columns.{'hour' if section == 'hour' else 'when'}"),
        "y": texts.say("indicators.columns.questions"),
    }
