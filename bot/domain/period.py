"""Calendar periods of the indicator: day, ISO week, month, quarter, year, in the residents' own time zone."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

LOCAL_OFFSET = timedelta(hours=7)  # Asia/Ho_Chi_Minh, without daylight saving time
_FORMS = (
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), "day"),
    (re.compile(r"(\d{4})-W(\d{2})"), "week"),
    (re.compile(r"(\d{4})-(\d{2})"), "month"),
    (re.compile(r"(\d{4})-Q([1-4])"), "quarter"),
    (re.compile(r"(\d{4})"), "year"),
)


class Grain(StrEnum):
    """Kinds of periods, the shortest first."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


ABOVE_DAY = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period; `first` and `last` are its local days, both included."""

    grain: Grain
    first: date
    last: date

    @classmethod
    def containing(cls, day: date, grain: Grain) -> Period:
        """The period of a kind in which a day lies."""
        match grain:
            case Grain.DAY:
                return cls(grain, day, day)
            case Grain.WEEK:
                monday = day - timedelta(days=day.weekday())
                return cls(grain, monday, monday + timedelta(days=6))
            case Grain.MONTH:
                first = day.replace(day=1)
                return cls(grain, first, _months_later(first, 1) - timedelta(days=1))
            case Grain.QUARTER:
                first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
                return cls(grain, first, _months_later(first, 3) - timedelta(days=1))
            case Grain.YEAR:
                return cls(grain, date(day.year, 1, 1), date(day.year, 12, 31))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Reads `2026-11-25`, `2026-W48`, `2026-11`, `2026-Q4` or `2026`.

        Raises:
            ValueError: for any other text, and for days and weeks that no calendar has.
        """
        for pattern, grain in _FORMS:
            match = pattern.fullmatch(text)
            if match:
                numbers = [int(group) for group in match.groups()]
                with contextlib.suppress(ValueError):
                    return cls._of(grain, numbers)
        raise ValueError(f"expected a period like 2026-11-25, 2026-W48, 2026-11, 2026-Q4 or 2026, got {text!r}")

    @classmethod
    def _of(cls, grain: str, numbers: list[int]) -> Period:
        if grain == "week":
            return cls.containing(date.fromisocalendar(numbers[0], numbers[1], 1), Grain.WEEK)
        if grain == "quarter":
            numbers[1] = numbers[1] * 3 - 2
        day = date(numbers[0], *(numbers[1:] or [1])[:1], *(numbers[2:] or [1]))
        return cls.containing(day, Grain(grain))

    @property
    def id(self) -> str:
        """The text that `parse` reads."""
        match self.grain:
            case Grain.DAY:
                return self.first.isoformat()
            case Grain.WEEK:
                year, week, _ = self.first.isocalendar()
                return f"{year}-W{week:02}"
            case Grain.MONTH:
                return f"{self.first:%Y-%m}"
            case Grain.QUARTER:
                return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
            case Grain.YEAR:
                return str(self.first.year)

    @property
    def key(self) -> int:
        """A number for the database: unique over all kinds, growing with time within a kind."""
        match self.grain:
            case Grain.DAY:
                return int(f"{self.first:%Y%m%d}")
            case Grain.WEEK:
                year, week, _ = self.first.isocalendar()
                return year * 10000 + 5000 + week
            case Grain.MONTH:
                return int(f"{self.first:%Y%m}00")
            case Grain.QUARTER:
                return self.first.year * 10000 + (self.first.month + 2) // 3
            case Grain.YEAR:
                return self.first.year * 10000

    @property
    def previous(self) -> Period:
        """The period of the same kind just before."""
        return Period.containing(self.first - timedelta(days=1), self.grain)

    @property
    def parts(self) -> tuple[Period, ...]:
        """The periods that a line over time is drawn with: days of a week or month, months of a quarter or year."""
        grain = Grain.MONTH if self.grain in (Grain.QUARTER, Grain.YEAR) else Grain.DAY
        parts = []
        day = self.first
        while day <= self.last:
            part = Period.containing(day, grain)
            parts.append(part)
            day = part.last + timedelta(days=1)
        return tuple(parts)

    @property
    def days(self) -> tuple[date, ...]:
        """The local days, in order."""
        return tuple(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))


def start_of(day: date) -> datetime:
    """The moment (UTC) at which a local day begins."""
    return datetime.combine(day, time(), UTC) - LOCAL_OFFSET


def local_day(moment: datetime) -> date:
    """The local day of a moment."""
    return (moment.astimezone(UTC) + LOCAL_OFFSET).date()


def _months_later(first: date, months: int) -> date:
    number = first.month - 1 + months
    return date(first.year + number // 12, number % 12 + 1, 1)
