"""Reads held-out questions: JSON lines with text, outcome, topics, aspects, kind and, for dialogues, sender."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.errors import EvaluationError
from bot.domain.evaluation import Case, CriticalPair, case_of

PAIRS = "critical_pairs.jsonl"


@dataclass(frozen=True, slots=True)
class HeldOut:
    """All questions of some files, with a fingerprint over their contents."""

    cases: tuple[Case, ...]
    pairs: tuple[CriticalPair, ...]
    fingerprint: str


def read_folder(folder: Path) -> HeldOut | None:
    """All question files of a folder, or None when there is none (a copy without its tests).

    Raises:
        EvaluationError: with every line that is not a labelled question.
    """
    found = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    return read_files(found) if found else None


def read_files(paths: Sequence[Path]) -> HeldOut:
    """The questions of some files, in order; a file named `critical_pairs.jsonl` holds pairs.

    Raises:
        EvaluationError: with every line that is not a labelled question.
    """
    problems: list[str] = []
    cases: list[Case] = []
    pairs: list[CriticalPair] = []
    for path in paths:
        for place, data in read_lines(path, problems):
            try:
                if path.name == PAIRS:
                    pairs.append(CriticalPair(str(data["text"]), str(data["topic"]), str(data["never"])))
                else:
                    cases.append(case_of(data))
            except (KeyError, ValueError, TypeError) as error:
                problems.append(f"{place}: expected text, outcome, topics, aspects and kind, got: {error!r}")
    if problems:
        raise EvaluationError("\n".join(problems))
    return HeldOut(tuple(cases), tuple(pairs), _fingerprint(paths))


def read_lines(path: Path, problems: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a file of JSON lines with the place of each; a line that is none is noted as a problem."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path}: expected a readable file in UTF-8, got: {error}")
        return
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            problems.append(f"{path.name}:{number}: expected a JSON object, got: {error}")
            continue
        if isinstance(data, dict):
            yield f"{path.name}:{number}", data
        else:
            problems.append(f"{path.name}:{number}: expected a JSON object, got {type(data).__name__}")


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
