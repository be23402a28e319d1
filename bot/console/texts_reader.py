"""The words of the console: `texts/*.yml`, one file a subject. Python names them by key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.adapters.yaml_reading import read_safely

FOLDER = Path(__file__).parent / "texts"


class ConsoleTexts:
    """Texts by key: `queue.reasons.ambiguous` is in `texts/queue.yml` below `reasons`."""

    def __init__(self, texts: dict[str, Any]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, folder: Path = FOLDER) -> ConsoleTexts:
        """Reads every file of a folder."""
        return cls({path.stem: read_safely(path.read_text(encoding="utf-8")) for path in folder.glob("*.yml")})

    def say(self, key: str, **values: object) -> str:
        """The text of a key with its values filled in. Raises KeyError for an unknown key."""
        found: Any = self._texts
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                raise KeyError(f"bot/console/texts: expected the text {key!r}, got none")
            found = found[part]
        return str(found).format(**values) if values else str(found)

    def has(self, key: str) -> bool:
        """Whether there is a text of a key."""
        try:
            self.say(key)
        except KeyError:
            return False
        return True

    def group(self, key: str) -> dict[str, str]:
        """All texts below a key, in the order of the file."""
        return {name: str(text) for name, text in self.data(key).items()}

    def data(self, key: str) -> dict[str, Any]:
        """What stands below a key, as it was read."""
        found: Any = self._texts
        for part in key.split("."):
            found = found[part]
        return dict(found)
