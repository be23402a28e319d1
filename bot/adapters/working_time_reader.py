"""Working time as plain data and back: `data/working_time.yml`, the admin's form and the database use one form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.adapters.system_clock import LOCAL_ZONE
from bot.adapters.yaml_reading import read_safely
from bot.domain.errors import CatalogueError
from bot.domain.working_time import Shift, WorkingTime

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_REPLY_HOURS = 400
_SHIFT = re.compile(r"(\d{1,2}):(\d{2})\s*[-\u2013]\s*(\d{1,2}):(\d{2})")


def load_working_time(path: Path) -> WorkingTime:
    """Reads the shipped calendar. Raises CatalogueError with every mistake."""
    try:
        data = read_safely(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise CatalogueError([f"{path}: expected a readable YAML file, got: {error}"]) from error
    return read_working_time(data, str(path))


def read_working_time(data: Mapping[str, Any], shown: str) -> WorkingTime:
    """Reads a calendar from plain data. Raises CatalogueError with every mistake."""
    problems: list[str] = []
    week = [_read_day(data.get("week", {}).get(day, []), f"{shown}: {day}", problems) for day in DAYS]
    hours = data.get("reply_within_hours")
    if not isinstance(hours, int) or not 0 < hours <= MAX_REPLY_HOURS:
        problems.append(f"{shown}: reply_within_hours: expected 1 to {MAX_REPLY_HOURS}, got {hours!r}")
    holidays: dict[date, str] = {}
    for number, entry in enumerate(data.get("holidays", [])):
        try:
            day = entry["date"] if isinstance(entry["date"], date) else date.fromisoformat(str(entry["date"]))
            holidays[day] = str(entry.get("name", ""))
        except (KeyError, TypeError, ValueError):
            problems.append(f"{shown}: holidays[{number}]: expected a date like 2027-01-01 and a name, got {entry!r}")
    if problems:
        raise CatalogueError(problems)
    return WorkingTime(LOCAL_ZONE, week, dict(sorted(holidays.items())), timedelta(hours=int(str(hours))))


def working_time_data(calendar: WorkingTime) -> dict[str, Any]:
    """Plain data for JSON; `read_working_time` reads it back."""
    return {
        "reply_within_hours": int(calendar.reply_within / timedelta(hours=1)),
        "week": {
            day: [f"{shift.start:%H:%M}-{shift.end:%H:%M}" for shift in shifts]
            for day, shifts in zip(DAYS, calendar.week, strict=True)
        },
        "holidays": [{"date": day.isoformat(), "name": name} for day, name in sorted(calendar.holidays.items())],
    }


def _read_day(given: object, shown: str, problems: list[str]) -> tuple[Shift, ...]:
    shifts: list[Shift] = []
    for text in given if isinstance(given, list) else [given]:
        shift = _read_shift(str(text).strip())
        if shift is None or (shifts and shifts[-1].end > shift.start):
            problems.append(f"{shown}: expected hours like 07:00-11:30, in order, got {text!r}")
        else:
            shifts.append(shift)
    return tuple(shifts)


def _read_shift(text: str) -> Shift | None:
    match = _SHIFT.fullmatch(text)
    if match is None:
        return None
    first_hour, first_minute, last_hour, last_minute = (int(number) for number in match.groups())
    try:
        shift = Shift(time(first_hour, first_minute), time(last_hour, last_minute))
    except ValueError:
        return None
    return shift if shift.start < shift.end else None
