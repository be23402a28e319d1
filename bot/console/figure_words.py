"""Figures in the words and numbers that Vietnamese readers expect; shared by pages and reports."""

from __future__ import annotations

from bot.console.texts_reader import ConsoleTexts
from bot.domain.indicator import Figure, Unit
from bot.domain.period import Grain, Period

MINUTES_OF_DAY = 1440


class FigureWords:
    """Writes figures, changes and periods."""

    def __init__(self, texts: ConsoleTexts) -> None:
        self._texts = texts

    def value(self, figure: Figure) -> str:
        """The figure itself."""
        if figure.value is None:
            key = "no_people" if "population" in (figure.indicator.denominator or "") else "no_figure"
            return self._texts.say(f"indicators.{key}")
        return self.number(figure.value, figure.indicator.unit)

    def number(self, value: float, unit: Unit) -> str:
        """A number in its unit."""
        match unit:
            case Unit.SHARE:
                return f"{decimal(value * 100, 1)}%"
            case Unit.MINUTES:
                return self.duration(round(value))
            case Unit.PER_1000:
                return decimal(value, 1)
            case Unit.COUNT:
                return decimal(value, 0)

    def sentence(self, figure: Figure) -> str:
        """The figure in a plain sentence."""
        if figure.value is None:
            return self.value(figure)
        return figure.indicator.sentence.format(value=self.value(figure))

    def change(self, figure: Figure) -> str:
        """The change to the period before, in a plain sentence."""
        if figure.change is None or figure.previous is None:
            return self._texts.say("indicators.no_before")
        before = self.number(figure.previous, figure.indicator.unit)
        size = self._size(figure.indicator.unit, abs(figure.change))
        key = "same" if self._is_same(figure) else "more" if figure.change > 0 else "less"
        return self._texts.say(f"indicators.{key}", change=size, before=before)

    def direction(self, figure: Figure) -> str:
        """`better` or `worse`; nothing where no change is told or none is good or bad."""
        if figure.is_better is None or self._is_same(figure):
            return ""
        return "better" if figure.is_better else "worse"

    def duration(self, minutes: int) -> str:
        """A time span, to two units."""
        if minutes < 60:
            return self._texts.say("indicators.units.minutes", minutes=minutes)
        if minutes < MINUTES_OF_DAY:
            return self._texts.say("indicators.units.hours", hours=minutes // 60, minutes=minutes % 60)
        days, rest = divmod(minutes, MINUTES_OF_DAY)
        return self._texts.say("indicators.units.days", days=days, hours=rest // 60)

    def period(self, period: Period) -> str:
        """A period's name."""
        year, number = period.first.year, 0
        match period.grain:
            case Grain.WEEK:
                year, number, _ = period.first.isocalendar()
            case Grain.MONTH:
                number = period.first.month
            case Grain.QUARTER:
                number = (period.first.month + 2) // 3
        return self._texts.say(
            f"indicators.periods.{period.grain}",
            year=year,
            number=number,
            first=f"{period.first:%d/%m/%Y}",
            last=f"{period.last:%d/%m/%Y}",
        )

    def name(self, kind: str, identifier: str) -> str:
        """The name of a goal, channel, outcome or reason; one without a name is shown by its id."""
        key = f"indicators.{kind}.{identifier}"
        return self._texts.say(key) if self._texts.has(key) else identifier or self._texts.say("indicators.unknown")

    def _is_same(self, figure: Figure) -> bool:
        """Whether the change is too small to be told."""
        unit = figure.indicator.unit
        return self._size(unit, abs(figure.change or 0)) == self._size(unit, 0)

    def _size(self, unit: Unit, size: float) -> str:
        match unit:
            case Unit.SHARE:
                return self._texts.say("indicators.units.points", points=decimal(size * 100, 1))
            case Unit.MINUTES:
                return self.duration(round(size))
            case _:
                return f"{decimal(size * 100, 0)}%"


def decimal(value: float, places: int) -> str:
    """A number as it is written in Viet Nam: 1.234,5."""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))
