"""Takes one change of a file back and leaves later changes of the same file in place."""

from __future__ import annotations

from typing import Any

import yaml

from bot.adapters.knowledge.overlay_files import ADDITION, dump
from bot.domain.errors import KnowledgeError
from bot.domain.knowledge import NOT_OURS_FILE, WORDS_FILE


def reverted(name: str, before: str | None, after: str | None, now: str | None) -> str | None:
    """The text of a file without a change; None when the file goes.

    Raises:
        KnowledgeError: the file cannot be taken apart and was changed since.
    """
    if now == after:
        return before
    if not (ADDITION.match(name) or name in (WORDS_FILE, NOT_OURS_FILE)):
        raise KnowledgeError(
            f"{name}: expected a file that nobody changed since, got a newer one. Next step: undo the newer one first"
        )
    old, new, current = _mapping(before), _mapping(after), _mapping(now)
    lists = {key for data in (old, new, current) for key, value in data.items() if isinstance(value, list)}
    merged = dict(current or new)
    for key in sorted(lists):
        added = [entry for entry in new.get(key, []) if entry not in old.get(key, [])]
        removed = [entry for entry in old.get(key, []) if entry not in new.get(key, [])]
        merged[key] = [entry for entry in current.get(key, []) if entry not in added]
        merged[key] += [entry for entry in removed if entry not in merged[key]]
        if not merged[key]:
            del merged[key]
    return dump(merged) if any(isinstance(value, list) for value in merged.values()) else None


def _mapping(text: str | None) -> dict[str, Any]:
    data = yaml.safe_load(text) if text else None
    return data if isinstance(data, dict) else {}
