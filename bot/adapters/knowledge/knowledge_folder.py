"""The knowledge folder as a whole: what is in it, what a change would do, making a change, undoing one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bot.adapters.knowledge.git_history import GitHistory, unified
from bot.adapters.knowledge.overlay_files import dump, is_known, read_files, write_file, writing
from bot.adapters.knowledge.overlay_loading import load_overlay
from bot.adapters.knowledge.reverting import reverted
from bot.adapters.knowledge.shipped_data import ShippedData
from bot.domain.errors import KnowledgeError
from bot.domain.knowledge import Change, Edit, Knowledge, Preview

FOUND_BY = "troly"
FOUND_REASON = "Changed outside the console"


class KnowledgeFolder:
    """The port `KnowledgeBase` over YAML files and git."""

    def __init__(
        self, folder: Path, shipped: ShippedData, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.folder = folder
        self._shipped = shipped
        self._history = GitHistory(folder)
        self._now = now

    def load(self) -> Knowledge:
        """The shipped data with the officers' files of this moment."""
        return load_overlay(self._shipped, read_files(self.folder))

    def preview(self, edit: Edit) -> Preview:
        """What an edit would do; nothing is written."""
        files = read_files(self.folder)
        return self._preview(files, edit.file, _with_entry(files.get(edit.file), edit))

    def apply(self, edit: Edit, *, by: str, reason: str, approved_by: str = "") -> str:
        """Makes an edit and records it; returns the id of the change.

        Raises:
            KnowledgeError: with every mistake that the edit would make; nothing is written then.
        """
        with writing(self.folder):
            self._record_found()
            files = read_files(self.folder)
            texts = {edit.file: _with_entry(files.get(edit.file), edit)}
            return self._write(files, texts, by=by, reason=reason, approved_by=approved_by)

    def undo(self, identifier: str, *, by: str, reason: str) -> str:
        """Takes a change back by a new one; returns its id.

        Raises:
            KnowledgeError: no such change, or later ones stand in the way.
        """
        with writing(self.folder):
            self._record_found()
            files = read_files(self.folder)
            changed = self._history.before_and_after(identifier).items()
            texts = {name: reverted(name, old, new, files.get(name)) for name, (old, new) in changed}
            texts = {name: text for name, text in texts.items() if text != files.get(name)}
            if not texts:
                raise KnowledgeError(f"{identifier}: expected a change that is in force, got one that was undone")
            return self._write(files, texts, by=by, reason=reason)

    def changes(self, limit: int = 100) -> list[Change]:
        """The history, newest first."""
        return self._history.changes(limit)

    def change(self, identifier: str) -> Change:
        """One change. Raises KnowledgeError when there is none."""
        return self._history.change(identifier)

    def diff(self, identifier: str) -> str:
        """The unified diff of a change."""
        return self._history.diff(identifier)

    def fingerprint(self) -> str:
        """Changes with every change of a file's content."""
        digest = hashlib.sha256()
        for name, text in sorted(read_files(self.folder).items()):
            digest.update(f"{name}\0{text}\0".encode())
        return digest.hexdigest()

    def unrecorded(self) -> tuple[str, ...]:
        """Files that differ from the last recorded change."""
        return self._history.unrecorded()

    def _preview(self, files: Mapping[str, str], name: str, text: str | None) -> Preview:
        after = load_overlay(self._shipped, _with_texts(files, {name: text}))
        known = set(load_overlay(self._shipped, files).problems)
        problems = tuple(problem for problem in after.problems if problem not in known)
        if not is_known(name):
            problems = (f"{name}: expected a file of the knowledge folder, got another", *problems)
        return Preview(unified(name, files.get(name), text), problems, after)

    def _write(
        self, files: dict[str, str], texts: Mapping[str, str | None], *, by: str, reason: str, approved_by: str = ""
    ) -> str:
        before = set(load_overlay(self._shipped, files).problems)
        after = load_overlay(self._shipped, _with_texts(files, texts))
        new = [problem for problem in after.problems if problem not in before]
        if new or not all(map(is_known, texts)):
            raise KnowledgeError("\n".join(new or [f"{', '.join(texts)}: expected files of the knowledge folder"]))
        for name, text in texts.items():
            write_file(self.folder, name, text)
        return self._history.record(list(texts), by=by, reason=reason, at=self._now(), approved_by=approved_by)

    def _record_found(self) -> None:
        """Keeps what a crash or a hand left, so that the next change holds only itself."""
        found = self._history.unrecorded()
        if found:
            self._history.record(found, by=FOUND_BY, reason=FOUND_REASON, at=self._now())


def _with_texts(files: Mapping[str, str], texts: Mapping[str, str | None]) -> dict[str, str]:
    merged = {**files, **texts}
    return {name: text for name, text in merged.items() if text is not None}


def _with_entry(text: str | None, edit: Edit) -> str:
    """The file with the entry of an edit. Raises KnowledgeError when the file cannot take it."""
    if edit.key is None:
        if text is not None:
            raise KnowledgeError(f"{edit.file}: expected a new file, got one that is there already")
        return dump(edit.entry)
    try:
        data: Any = yaml.safe_load(text) if text else dict(edit.header or {})
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{edit.file}: expected readable YAML, got: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict) or not isinstance(data.get(edit.key, []), list):
        raise KnowledgeError(f"{edit.file}: {edit.key}: expected a list, got another shape")
    entries = data.get(edit.key, [])
    if edit.entry in entries:
        raise KnowledgeError(f"{edit.file}: {edit.key}: expected an entry that is not there yet, got {edit.entry!r}")
    return dump(data | {edit.key: [*entries, edit.entry]})
