"""The project's data with the officers' changes: the one way in which serving, training and checking read it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.adapters.knowledge.knowledge_folder import KnowledgeFolder
from bot.adapters.knowledge.overlay_files import ADDITION, read_files
from bot.adapters.knowledge.shipped_data import ShippedData
from bot.adapters.yaml_catalogue import parse_yaml
from bot.domain.catalogue import Catalogue
from bot.domain.knowledge import Knowledge
from bot.settings import PROJECT, read_settings

TRAINED_ON = ("aliases", "samples")


@cache
def shipped_data() -> ShippedData:
    """The data that came with the program, read once. Raises CatalogueError with every mistake."""
    return ShippedData(PROJECT / "data")


def knowledge_folder() -> KnowledgeFolder:
    """The officers' knowledge of this installation."""
    return KnowledgeFolder(read_settings().knowledge, shipped_data())


def load_project_knowledge() -> Knowledge:
    """Topics, local words and questions that are not ours, as they are on disk now."""
    return knowledge_folder().load()


def load_project_catalogue() -> Catalogue:
    """The project's catalogue with the officers' changes."""
    return load_project_knowledge().catalogue


def taught_fingerprint(folder: Path | None = None) -> str:
    """SHA-256 over what training reads of the officers' files; empty when they hold nothing of the kind.

    Edited facts are served without a training, so they are left out.
    """
    files = read_files(folder or read_settings().knowledge)
    taught = {name: part for name, text in files.items() if (part := _trained_on(name, text))}
    return hashlib.sha256(json.dumps(taught, sort_keys=True).encode()).hexdigest() if taught else ""


def _trained_on(name: str, text: str) -> object:
    if not ADDITION.match(name):
        return text
    data: Mapping[str, object] = parse_yaml(text, name, []) or {}
    return {key: data[key] for key in TRAINED_ON if data.get(key)}
