"""Reads the long tail of official procedures from `data/national/`."""

from __future__ import annotations

import csv
from pathlib import Path

from bot.adapters.field_reader import FieldReader
from bot.adapters.yaml_catalogue import read_yaml
from bot.domain.errors import CatalogueError
from bot.domain.national import NationalList, NationalProcedure

COLUMNS = ("code", "name", "field", "agency", "page")


def load_national_list(folder: Path) -> NationalList:
    """Reads `procedures.tsv` and `source.yml`. Raises CatalogueError with every mistake."""
    problems: list[str] = []
    source = FieldReader(
        read_yaml(folder / "source.yml", "national/source.yml", problems) or {}, "national/source.yml", problems
    )
    title, day, prefix = source.text("title"), source.required_day("date"), source.text("page_prefix")
    procedures: dict[str, NationalProcedure] = {}
    lines: list[str] | None
    try:
        lines = (folder / "procedures.tsv").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"national/procedures.tsv: expected a readable table in UTF-8, got: {error}")
        lines = None
    if lines is not None:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            problems.append(
                f"national/procedures.tsv: expected the columns {', '.join(COLUMNS)}, got {rows.fieldnames}"
            )
        for number, row in enumerate(rows, start=2):
            values = [row.get(column) for column in COLUMNS]
            if not all(values) or None in row:
                problems.append(
                    f"national/procedures.tsv: line {number}: expected {len(COLUMNS)} filled columns, got {values}"
                )
            elif row["code"] in procedures:
                problems.append(f"national/procedures.tsv: line {number}: expected a code used once, got {row['code']}")
            else:
                procedures[row["code"]] = NationalProcedure(
                    row["code"], row["name"], row["field"], row["agency"], prefix + row["page"]
                )
    if problems:
        raise CatalogueError(problems)
    return NationalList(procedures, title, day)
