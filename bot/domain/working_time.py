"""Working hours: when officers are at their desks, and when a reply is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

DAYS_OF_WEEK = 7
LONGEST_WAIT_DAYS = 400


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of work within one day."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The calendar of a commune's office.

    Attributes:
        zone: where the office is.
        week: shifts of each day of the week, Monday first.
        holidays: days off with their names.
        reply_within: working time in which a question should be answered.
    """

    zone: tzinfo
    week: Sequence[Sequence[Shift]]
    holidays: Mapping[date, str] = field(default_factory=dict)
    reply_within: timedelta = timedelta(hours=8)

    def due(self, asked_at: datetime) -> datetime:
        """When the reply to a question is due. Without any working hours it is due in a calendar day."""
        left = self.reply_within
        moment = asked_at.astimezone(self.zone)
        for _ in range(LONGEST_WAIT_DAYS):
            for start, end in self.shifts_on(moment.date()):
                begin = max(start, moment)
                if begin >= end:
                    continue
                if end - begin >= left:
                    return begin + left
                left -= end - begin
            moment = datetime.combine(moment.date() + timedelta(days=1), time(), self.zone)
        return asked_at + timedelta(days=1)

    def is_open(self, moment: datetime) -> bool:
        """Whether the office works at a moment."""
        here = moment.astimezone(self.zone)
        return any(start <= here < end for start, end in self.shifts_on(here.date()))

    def shifts_on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The shifts of a day as moments; none on a holiday."""
        if day in self.holidays:
            return []
        return [
            (datetime.combine(day, shift.start, self.zone), datetime.combine(day, shift.end, self.zone))
            for shift in self.week[day.weekday()]
        ]
