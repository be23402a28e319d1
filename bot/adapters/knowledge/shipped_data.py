"""The shipped data as the officers' changes need it: the catalogue, and the mapping of each topic file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.adapters.yaml_catalogue import load_catalogue, read_yaml, topic_files
from bot.domain.errors import CatalogueError
from bot.domain.text import fold
from bot.domain.topic import TopicKind


def sample_key(text: str) -> str:
    """The form in which two questions count as the same."""
    return " ".join(fold(text).split())


class ShippedData:
    """Read once; a topic's mapping is read again from its file when an officer's change needs it."""

    def __init__(self, folder: Path) -> None:
        """Raises CatalogueError with every mistake of the shipped data."""
        self.folder = folder
        self.catalogue = load_catalogue(folder)
        self.samples = {sample_key(sample): t.id for t in self.catalogue.topics for sample in t.samples}
        self._files = {path.stem: (path, kind) for path, kind in topic_files(folder)}

    def mapping(self, topic: str) -> tuple[Mapping[str, Any], TopicKind] | None:
        """The parsed file of a topic and its kind, or None when there is no such topic."""
        if topic not in self._files:
            return None
        path, kind = self._files[topic]
        problems: list[str] = []
        data = read_yaml(path, str(path.relative_to(self.folder)), problems)
        if data is None:
            raise CatalogueError(problems)
        return data, kind
