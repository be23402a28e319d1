"""Leaves the labelled conversations of a copied project that are about topics which the copy has."""

from __future__ import annotations

import json
from collections.abc import Set
from pathlib import Path


def keep_conversations(project: Path, topics: Set[str]) -> None:
    """Drops every conversation that names another topic.

    Args:
        topics: ids and codes.
    """
    for path in project.glob("data/dialogues/**/*.jsonl"):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        others = {row["sender"] for row in rows if not topics >= set(row["topics"])}
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows if row["sender"] not in others]
        path.write_text("".join(lines), encoding="utf-8")
