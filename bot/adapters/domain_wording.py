"""Wording read from `domain.yml`: the only place of sentences that are not facts."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.adapters.yaml_reading import read_safely
from bot.domain.errors import CatalogueError


class DomainWording:
    """The port `Wording` over the `responses` of a Rasa domain file."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, path: Path) -> DomainWording:
        """Reads a domain file. Raises CatalogueError when it has no usable responses."""
        try:
            responses = read_safely(path.read_text(encoding="utf-8"))["responses"]
            return cls({key: variants[0]["text"] for key, variants in responses.items()})
        except (OSError, yaml.YAMLError, KeyError, TypeError, IndexError) as error:
            raise CatalogueError([f"{path}: expected `responses:` with a text each, got: {error!r}"]) from error

    def say(self, key: str, **values: object) -> str:
        """The text of a key with its values filled in. Raises KeyError for an unknown key."""
        text = self._texts[key]
        return text.format(**values) if values else text
