"""JSON: an object with a list of objects for each table, written row by row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bot.domain.table import Table


def write(tables: Sequence[Table], path: Path) -> None:
    """Writes one JSON file."""
    with path.open("w", encoding="utf-8") as file:
        file.write("{")
        for number, table in enumerate(tables):
            file.write(f"{',' if number else ''}\n{json.dumps(table.form.id)}: [")
            names = [column.id for column in table.form.columns]
            for count, row in enumerate(table.rows):
                line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
                file.write(f"{',' if count else ''}\n{line}")
            file.write("\n]")
        file.write("\n}\n")
