"""Texts to count on: plain text, JSON lines and YAML, and the project's own data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.adapters.yaml_catalogue import topic_files
from bot.domain.errors import CatalogueError

OWN_SAMPLES_COUNT = 3  # everyday questions are few beside official text
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_texts(path: Path) -> Iterator[str]:
    """The texts of one file: each line of a text file, each string of a JSON-lines or YAML file.

    Raises:
        CatalogueError: the file cannot be read as what its ending says.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            for line in text.splitlines():
                if line.strip():
                    yield from _strings(json.loads(line))
        elif path.suffix in (".yml", ".yaml"):
            yield from _strings(yaml.load(text, Loader=_LOADER))  # noqa: S506 - both loaders are the safe ones
        else:
            yield from text.splitlines()
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError) as error:
        raise CatalogueError(
            [f"{path.name}: expected a readable text, .jsonl or .yml file, got: {' '.join(str(error).split())}"]
        ) from error


def own_texts(data: Path) -> Iterator[str]:
    """What the project's topic files say, their sample questions several times."""
    for path, _ in topic_files(data):
        yield from read_texts(path)
        samples = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER).get("samples") or ()  # noqa: S506
        for _ in range(OWN_SAMPLES_COUNT - 1):
            yield from map(str, samples)
    for path in sorted((data / "lexicons").rglob("*.yml")):
        yield from read_texts(path)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
