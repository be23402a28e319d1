"""The files of the long tail: rules of applicability, the table, and what was checked of curated topics."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.adapters.tsv_national_list import COLUMNS
from bot.adapters.yaml_catalogue import read_yaml
from bot.domain.curated_review import ReviewItem
from bot.domain.errors import CatalogueError
from bot.domain.national import NationalProcedure
from bot.domain.national_import import Applicability, FieldChange, ImportReport

RULES, TABLE, SOURCE, CHECKED = "applicability.yml", "procedures.tsv", "source.yml", "checked_fields.json"


def read_applicability(folder: Path) -> Applicability:
    """The rules. Raises CatalogueError with every mistake."""
    problems: list[str] = []
    data = read_yaml(folder / RULES, f"national/{RULES}", problems) or {}
    lists = {
        name: _texts(data, name, problems)
        for name in (
            "own_issuers", "place_issuers", "local_kinds", "internal_kinds", "place_offices", "place_words",
            "national_offices", "abolished_offices", "name_prefixes",
        )
    }  # fmt: skip
    try:
        rules = Applicability(
            **lists,
            own_place=str(data["own_place"]),
            renamed={str(old): str(new) for old, new in data["renamed"].items()},
            most_offices=int(data["most_offices"]),
            left_out={str(item["code"]): str(item["why"]) for item in data["left_out"]},
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        problems.append(f"national/{RULES}: expected own_place, renamed, most_offices and left_out, got: {error!r}")
    if problems:
        raise CatalogueError(problems)
    return rules


def read_checked(folder: Path) -> dict[str, dict[str, str]]:
    """Fingerprints of the dump's fields when curated facts were last checked; empty before the first time."""
    path = folder / CHECKED
    if not path.exists():
        return {}
    try:
        found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError([f"national/{CHECKED}: expected JSON, got: {error}"]) from error
    return found


def write_checked(folder: Path, checked: Mapping[str, Mapping[str, str]]) -> None:
    """Keeps them."""
    _replace(folder / CHECKED, json.dumps(checked, indent=1, sort_keys=True) + "\n")


def write_table(folder: Path, procedures: Mapping[str, NationalProcedure], page_prefix: str) -> None:
    """Writes the table, sorted by code. Raises CatalogueError for a page elsewhere than the source's."""
    foreign = [p.code for p in procedures.values() if not p.link.startswith(page_prefix)]
    if foreign:
        raise CatalogueError([f"{code}: expected a page under {page_prefix}, got another" for code in foreign[:20]])
    rows = [
        "\t".join((p.code, p.name, p.field, p.agency, p.link.removeprefix(page_prefix)))
        for _, p in sorted(procedures.items())
    ]
    _replace(folder / TABLE, "\n".join(["\t".join(COLUMNS), *rows]) + "\n")


def page_prefix(folder: Path) -> str:
    """What every page of the list begins with."""
    problems: list[str] = []
    data = read_yaml(folder / SOURCE, f"national/{SOURCE}", problems)
    if data is None or problems:
        raise CatalogueError(problems)
    return str(data["page_prefix"])


def write_source_date(folder: Path, day: date) -> None:
    """Sets the day of the source; everything else in the file stays."""
    path = folder / SOURCE
    text = re.sub(r"(?m)^date: .*$", f"date: {day.isoformat()}", path.read_text(encoding="utf-8"))
    _replace(path, text)


def write_reports(folder: Path, report: ImportReport, items: list[ReviewItem]) -> None:
    """Writes what changes in the long tail and what a person should look at, as tables."""
    folder.mkdir(parents=True, exist_ok=True)
    changes = [FieldChange(p.code, "new", "", p.name) for p in report.new]
    changes += [*report.changed, *(FieldChange(p.code, "gone", p.name, why) for p, why in report.gone)]
    with (folder / "long_tail.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("code", "field", "old", "new"))
        rows.writerows((change.code, change.field, change.old, change.new) for change in changes)
    with (folder / "review.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("topic", "code", "field", "why", "ours", "theirs"))
        rows.writerows((item.topic, item.code, item.field, item.why, item.ours, item.theirs) for item in items)


def _texts(data: Mapping[str, Any], name: str, problems: list[str]) -> tuple[str, ...]:
    values = data.get(name)
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        return tuple(values)
    problems.append(f"national/{RULES}: {name}: expected a list of texts, got {values!r}")
    return ()


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
