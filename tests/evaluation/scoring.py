"""Scores answers against labelled questions, by slice.

For a question that the catalogue answers: `right` (answered with an acceptable topic), `offered` (asked back with an
acceptable topic among at most three), `wrong` (another topic, or asked back without an acceptable one: harmful),
`missed` (sent to an officer). For a matter that is not ours: `kept`, `long_tail` (only named and linked as an
official procedure), `false` (answered as ours: harmful). Other expected outcomes are right when they are the same.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.catalogue import Catalogue

FOLDER = Path(__file__).resolve().parent
MOST_OFFERED = 3


@dataclass
class Slice:
    """Counts of one kind of question."""

    verdicts: Counter[str] = field(default_factory=Counter)
    aspects: Counter[bool] = field(default_factory=Counter)

    def share(self, *verdicts: str) -> float:
        """Share of some verdicts among all."""
        return sum(self.verdicts[verdict] for verdict in verdicts) / max(1, self.verdicts.total())


def read_cases(names: Iterable[str]) -> list[dict[str, Any]]:
    """The labelled questions of some files, in order."""
    return [
        json.loads(line)
        for name in names
        for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def verdict(case: Mapping[str, Any], answer: Mapping[str, Any], catalogue: Catalogue) -> str:
    """The verdict on one answer."""
    expected, outcome = case["outcome"], answer["outcome"]
    accepted = {topic.id if (topic := catalogue.of_code(name)) else name for name in case["topics"]}
    if expected == "answered":
        if outcome == "answered":
            return "right" if answer["topics"][0] in accepted else "wrong"
        if outcome == "clarified":
            return "offered" if accepted & set(answer["topics"][:MOST_OFFERED]) else "wrong"
        return "missed"
    if expected in ("unanswered", "out_of_scope"):
        if outcome not in ("answered", "clarified"):
            return "kept"
        ours = any(catalogue.get(topic) for topic in answer["topics"])
        return "false" if ours else "long_tail"
    if expected == "clarified" and outcome == "answered" and answer["topics"][0] in accepted:
        return "right"
    return "right" if outcome == expected else "other"


def score(cases: list[dict[str, Any]], answers: list[dict[str, Any]], catalogue: Catalogue) -> dict[str, Slice]:
    """Slices by kind, expected outcome group in the name, and `all`."""
    slices: dict[str, Slice] = defaultdict(Slice)
    for case, answer in zip(cases, answers, strict=True):
        found = verdict(case, answer, catalogue)
        group = {"answered": "ours", "unanswered": "not ours", "out_of_scope": "not ours"}.get(
            case["outcome"], "special"
        )
        for name in (f"{case['kind']}: {group}", f"all: {group}"):
            slices[name].verdicts[found] += 1
            if found == "right" and case["aspects"] and case["outcome"] == "answered":
                slices[name].aspects[bool(set(case["aspects"]) & set(answer["aspects"]))] += 1
    return slices
