"""Loads the catalogue from `data/`: fields, procedures, guides and localities; all mistakes at once.

`python -m bot.adapters.yaml_catalogue [FOLDER]` checks a data folder.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.adapters.locality_reader import read_locality
from bot.adapters.topic_reader import read_topic
from bot.adapters.yaml_reading import read_safely
from bot.domain.catalogue import Catalogue, FieldOfWork
from bot.domain.errors import CatalogueError
from bot.domain.locality import Locality
from bot.domain.text import fold
from bot.domain.topic import Topic, TopicKind

_RASA_KEYS = re.compile(r"^\s*(nlu|rules|stories|responses):", re.MULTILINE)


def load_catalogue(folder: Path) -> Catalogue:
    """Reads the whole data folder.

    Raises:
        CatalogueError: with every mistake of every file; nothing is half-loaded.
    """
    problems: list[str] = []
    fields = _read_fields(folder, problems)
    topics = list(_read_topics(folder, frozenset(fields), problems))
    localities = list(_read_localities(folder, problems))
    _check_across(topics, problems)
    if problems:
        raise CatalogueError(problems)
    return Catalogue(topics, fields, {locality.id: locality for locality in localities})


def topic_files(folder: Path) -> list[tuple[Path, TopicKind]]:
    """All topic files of a data folder in a fixed order, with their kind."""
    procedures = [(path, TopicKind.PROCEDURE) for path in sorted(folder.glob("procedures/*/*.yml"))]
    return procedures + [(path, TopicKind.GUIDE) for path in sorted(folder.glob("guides/*.yml"))]


def read_yaml(path: Path, shown: str, problems: list[str]) -> dict[str, Any] | None:
    """The mapping of a YAML file, or None with a problem noted."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{shown}: expected a readable YAML file, got: {' '.join(str(error).split())}")
        return None
    return parse_yaml(text, shown, problems)


def parse_yaml(text: str, shown: str, problems: list[str]) -> dict[str, Any] | None:
    """The mapping of a YAML text, or None with a problem noted."""
    try:
        data = read_safely(text)
    except yaml.YAMLError as error:
        problems.append(f"{shown}: expected a readable YAML file, got: {' '.join(str(error).split())}")
        return None
    if not isinstance(data, dict):
        problems.append(f"{shown}: expected a mapping of fields, got {type(data).__name__}")
        return None
    trap = _RASA_KEYS.search(text)
    if trap:
        problems.append(f"{shown}: expected no line that begins with {trap.group().strip()!r}: Rasa would train on it")
        return None
    return data


def _read_fields(folder: Path, problems: list[str]) -> dict[str, FieldOfWork]:
    data = read_yaml(folder / "fields.yml", "fields.yml", problems) or {}
    return {
        key: FieldOfWork(key=key, name=str(value.get("name", key)), goal=str(value.get("goal", "")))
        for key, value in data.items()
        if isinstance(value, dict)
    }


def _read_topics(folder: Path, fields: frozenset[str], problems: list[str]) -> Iterator[Topic]:
    for path, kind in topic_files(folder):
        shown = str(path.relative_to(folder))
        data = read_yaml(path, shown, problems)
        if data is None:
            continue
        topic = read_topic(data, stem=path.stem, place=shown, kind=kind, fields=fields, problems=problems)
        if kind is TopicKind.PROCEDURE and topic.field and topic.field != path.parent.name:
            problems.append(f"{shown}: field: expected the folder's name {path.parent.name!r}, got {topic.field!r}")
        yield topic


def _read_localities(folder: Path, problems: list[str]) -> Iterator[Locality]:
    for path in sorted(folder.glob("localities/*.yml")):
        shown = str(path.relative_to(folder))
        data = read_yaml(path, shown, problems)
        if data is not None:
            yield read_locality(data, stem=path.stem, place=shown, problems=problems)


def _check_across(topics: Iterable[Topic], problems: list[str]) -> None:
    """Mistakes that only show when all topics are seen together."""
    topics = list(topics)
    ids: dict[str, Topic] = {}
    codes: dict[str, str] = {}
    samples: dict[str, str] = {}
    for topic in topics:
        if topic.id in ids:
            problems.append(f"{topic.id}: id: expected an id used once, got two files with it")
        ids[topic.id] = topic
        for code in filter(None, [topic.code, *(old.code for old in topic.replaces)]):
            if code in codes:
                problems.append(f"{topic.id}: code: expected a code used once, got {code!r}, also in {codes[code]}")
            codes[code] = topic.id
        for index, sample in enumerate(topic.samples):
            key = " ".join(fold(sample).split())
            if samples.setdefault(key, topic.id) != topic.id:
                problems.append(
                    f"{topic.id}: samples[{index}]: expected a question of this topic only, "
                    f"got {sample!r}, also in {samples[key]}"
                )
    for topic in topics:
        for name in topic.related:
            if name not in ids:
                problems.append(f"{topic.id}: related: expected the id of a topic, got {name!r}")


def main() -> int:
    """Checks a data folder and prints what was found."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "data")
    try:
        catalogue = load_catalogue(folder)
    except CatalogueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{folder}: {len(catalogue)} topics, no mistakes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
