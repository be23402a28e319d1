"""The commune's working calendar inside SQL: when a reply was due, and whether the office was open.

It is the calendar by which the officers' queue sets due dates: the hours that an admin saved, else the shipped ones.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import date, datetime, timedelta

from bot.adapters.sqlite_store.desk_settings import WORKING_TIME
from bot.adapters.working_time_reader import read_working_time, working_time_data
from bot.domain.working_time import WorkingTime


class WorkingCalendar:
    """Working hours as functions of SQL."""

    def __init__(self, hours: WorkingTime) -> None:
        self._hours = hours
        self._due_by_hour: dict[datetime, datetime] = {}
        data = json.dumps(working_time_data(hours), sort_keys=True, ensure_ascii=False)
        self.digest = hashlib.sha256(data.encode()).hexdigest()[:16]

    @classmethod
    def in_force(cls, connection: sqlite3.Connection, shipped: WorkingTime) -> WorkingCalendar:
        """The calendar of the attached log, else the shipped one."""
        found = connection.execute("select value from log.desk_settings where name = ?", [WORKING_TIME]).fetchone()
        return cls(read_working_time(json.loads(found[0]), WORKING_TIME) if found else shipped)

    def put_into(self, connection: sqlite3.Connection) -> None:
        """Makes `is_in_time(asked_at, replied_at)` and `is_open(at)` known to a connection."""
        connection.create_function("is_in_time", 2, self.is_in_time, deterministic=True)
        connection.create_function("is_open", 1, self.is_open, deterministic=True)

    def is_in_time(self, asked_at: str, replied_at: str | None) -> bool:
        """Whether a reply came by the time that the queue shows as due."""
        if replied_at is None:
            return False
        asked, replied = datetime.fromisoformat(asked_at), datetime.fromisoformat(replied_at)
        # Most replies are quick, and nothing is due before the working time has passed on the clock. Of what is asked
        # later nothing is due earlier, so whole hours, of which there are few, decide nearly all of the rest.
        if replied - asked <= self._hours.reply_within:
            return True
        hour = asked.replace(minute=0, second=0, microsecond=0)
        if replied <= self._due(hour):
            return True
        return replied <= self._due(hour + timedelta(hours=1)) and replied <= self._hours.due(asked)

    def _due(self, hour: datetime) -> datetime:
        if hour not in self._due_by_hour:
            self._due_by_hour[hour] = self._hours.due(hour)
        return self._due_by_hour[hour]

    def is_open(self, at: str) -> bool:
        """Whether the office works at a moment."""
        return self._hours.is_open(datetime.fromisoformat(at))

    def open_minutes(self, day: date) -> list[tuple[int, int]]:
        """The minutes of a local day in which the office works, from and up to."""
        return [
            (start.hour * 60 + start.minute, end.hour * 60 + end.minute) for start, end in self._hours.shifts_on(day)
        ]
