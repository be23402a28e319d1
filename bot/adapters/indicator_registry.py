"""Reads `data/indicators.yml`; every mistake is told at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.adapters.yaml_reading import read_safely
from bot.domain.counting_rules import CountingRules
from bot.domain.errors import CatalogueError
from bot.domain.indicator import BREAKDOWNS, LANGUAGES, MEASURES, Indicator, Registry, Unit

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TEXTS = ("name", "purpose", "formula", "bias")
SOURCES = ("usage_events", "questions", "link_clicks")


def load_registry(path: Path) -> Registry:
    """The registry in a file. Raises CatalogueError with every mistake."""
    data = read_safely(path.read_text(encoding="utf-8"))
    problems: list[str] = []
    supported = data.get("supported") or {}
    indicators = {
        identifier: _indicator(identifier, fields, supported, problems)
        for identifier, fields in (data.get("indicators") or {}).items()
    }
    if problems:
        raise CatalogueError([f"{path.name}: {problem}" for problem in problems])
    return Registry(
        rules=read_rules(data["counting"]),
        indicators={identifier: found for identifier, found in indicators.items() if found},
        supported=supported,
    )


def read_rules(data: Mapping[str, Any]) -> CountingRules:
    """The rules of counting."""
    return CountingRules(
        test_channels=tuple(data["test_channels"]),
        office_hours=tuple(_minutes(span) for span in data["office_hours"]),
        working_days=tuple(_WEEKDAYS.index(day) for day in data["working_days"]),
        reply_hours=int(data["reply_hours"]),
        resolved_minutes=int(data["resolved_minutes"]),
        repeated_days=int(data["repeated_days"]),
        returning_days=int(data["returning_days"]),
        digest=hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16],
    )


def _indicator(
    identifier: str, data: Mapping[str, Any], supported: Mapping[str, Any], problems: list[str]
) -> Indicator | None:
    before = len(problems)

    def expect(field: str, form: str, is_right: bool) -> None:
        if not is_right:
            problems.append(f"{identifier}.{field}: expected {form}, got {data.get(field)!r}")

    for field in _TEXTS:
        texts = data.get(field)
        expect(field, "texts for vi and en", isinstance(texts, dict) and set(texts) == set(LANGUAGES))
    expect("sentence", "a sentence with {value}", "{value}" in str(data.get("sentence")))
    expect("unit", f"one of {[str(unit) for unit in Unit]}", data.get("unit") in list(Unit))
    expect("numerator", f"one of {MEASURES}", data.get("numerator") in MEASURES)
    expect("denominator", f"one of {MEASURES} or nothing", data.get("denominator") in (None, *MEASURES))
    expect("source", f"one of {SOURCES}", data.get("source") in SOURCES)
    expect("breakdowns", f"some of {BREAKDOWNS}", set(data.get("breakdowns") or ["?"]) <= set(BREAKDOWNS))
    expect("supports", f"some of {list(supported)}", set(data.get("supports") or ["?"]) <= set(supported))
    expect("better", "up, down or nothing", data.get("better") in (None, "up", "down"))
    if len(problems) > before:
        return None
    return Indicator(id=identifier, **{**data, "unit": Unit(data["unit"])})


def _minutes(span: str) -> tuple[int, int]:
    first, end = (int(time[:2]) * 60 + int(time[3:5]) for time in span.split("-"))
    return first, end
