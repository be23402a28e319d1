"""Packs the officers' knowledge for whoever keeps the shipped data: files, whole topics as they are now, and why.

Names of officers stay here; the reasons go along.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path

from bot.adapters.knowledge.addition_merging import AdditionMerging
from bot.adapters.knowledge.overlay_files import ADDITION, dump, read_files
from bot.adapters.knowledge.shipped_data import ShippedData
from bot.adapters.yaml_catalogue import parse_yaml
from bot.domain.knowledge import Change, Knowledge
from bot.domain.topic import TopicKind

_DAY_ZERO = (1980, 1, 1, 0, 0, 0)


def write_bundle(
    target: Path, folder: Path, shipped: ShippedData, knowledge: Knowledge, changes: Iterable[Change]
) -> int:
    """Writes a zip file; returns the number of the officers' files in it. Two bundles of the same files are equal."""
    files = read_files(folder)
    parts = {f"knowledge/{name}": text for name, text in files.items()}
    for name, text in files.items():
        merged = _merged(name, text, shipped)
        if merged:
            parts[merged[0]] = merged[1]
    parts["changes.json"] = _as_json(
        [{"at": change.at.isoformat(), "reason": change.reason, "files": list(change.files)} for change in changes]
    )
    parts["report.json"] = _as_json(
        {
            "problems": list(knowledge.problems),
            "conflicts": [[c.kind, c.topic, c.file, c.detail] for c in knowledge.conflicts],
        }
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(parts):
            bundle.writestr(zipfile.ZipInfo(name, _DAY_ZERO), parts[name], zipfile.ZIP_DEFLATED)
    return len(files)


def _merged(name: str, text: str, shipped: ShippedData) -> tuple[str, str] | None:
    """The whole topic with its additions, ready to take the shipped file's place; None for what is no addition."""
    found = ADDITION.match(name)
    data = parse_yaml(text, name, [])
    base = shipped.mapping(found["topic"]) if found else None
    if not found or data is None or base is None:
        return None
    merged = AdditionMerging(data, topic=found["topic"], place=name).into(base[0])
    place = f"procedures/{merged.get('field')}" if base[1] is TopicKind.PROCEDURE else "guides"
    return f"data/{place}/{found['topic']}.yml", dump(merged)


def _as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
