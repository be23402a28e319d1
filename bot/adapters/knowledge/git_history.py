"""The history of the knowledge folder: a git repository in pure Python, one commit a change."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from dulwich.diff_tree import tree_changes
from dulwich.errors import NotGitRepository
from dulwich.objects import Blob, Commit
from dulwich.refs import Ref
from dulwich.repo import Repo

from bot.adapters.knowledge.overlay_files import read_files
from bot.domain.errors import KnowledgeError
from bot.domain.knowledge import Change

_BRANCH = b"main"
_NAME_SAFE = re.compile(r"[<>\n\r\0]")


class GitHistory:
    """Records what is in the folder and tells what was."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def record(self, files: Sequence[str], *, by: str, reason: str, at: datetime, approved_by: str = "") -> str:
        """Commits the present state of these files by its proposer and its approver; returns the id of the change."""
        with self._repository() as repository:
            tree = repository.get_worktree()
            tree.stage(list(files))
            return tree.commit(
                message=f"{reason.strip()}\n".encode(),
                author=_signature(by),
                committer=_signature(approved_by or by),
                author_timestamp=at.timestamp(),
                commit_timestamp=at.timestamp(),
                author_timezone=0,
                commit_timezone=0,
                encoding=b"UTF-8",
                sign=False,
                no_verify=True,
            ).decode()

    def unrecorded(self) -> tuple[str, ...]:
        """Files that differ from the last change: a crash in the middle of one, or somebody's hand."""
        now, then = read_files(self._folder), self.files_at("HEAD")
        return tuple(sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name)))

    def changes(self, limit: int = 100) -> list[Change]:
        """Changes, newest first."""
        return [_change_of(repository, commit) for repository, commit in self._walk(limit)]

    def change(self, identifier: str) -> Change:
        """One change. Raises KnowledgeError when there is none."""
        with self._repository() as repository:
            return _change_of(repository, _commit(repository, identifier))

    def before_and_after(self, identifier: str) -> dict[str, tuple[str | None, str | None]]:
        """The texts of each file of a change, before and after it."""
        with self._repository() as repository:
            commit = _commit(repository, identifier)
            return {
                name: (_text(repository, old), _text(repository, new))
                for name, old, new in _touched(repository, commit)
            }

    def diff(self, identifier: str) -> str:
        """The unified diff of a change."""
        return "".join(
            unified(name, old, new) for name, (old, new) in sorted(self.before_and_after(identifier).items())
        )

    def files_at(self, identifier: str) -> dict[str, str]:
        """All files as they were after a change."""
        if not (self._folder / ".git").is_dir():
            return {}
        with self._repository() as repository:
            try:
                commit = _commit(repository, identifier)
            except KnowledgeError:
                return {}
            changes = tree_changes(repository.object_store, None, commit.tree)
            return {
                change.new.path.decode(): _text(repository, change.new.sha) or ""
                for change in changes
                if change.new is not None and change.new.path
            }

    def _walk(self, limit: int) -> Iterator[tuple[Repo, Commit]]:
        if not (self._folder / ".git").is_dir():
            return
        with self._repository() as repository:
            if Ref(b"refs/heads/" + _BRANCH) in repository.refs:
                for entry in repository.get_walker(max_entries=limit):
                    yield repository, entry.commit

    def _repository(self) -> Repo:
        try:
            return Repo(str(self._folder))
        except NotGitRepository:
            self._folder.mkdir(parents=True, exist_ok=True)
            return Repo.init(str(self._folder), default_branch=_BRANCH)


def unified(name: str, old: str | None, new: str | None) -> str:
    """The unified diff of one file."""
    lines = difflib.unified_diff(
        (old or "").splitlines(keepends=True),
        (new or "").splitlines(keepends=True),
        f"a/{name}" if old is not None else "/dev/null",
        f"b/{name}" if new is not None else "/dev/null",
    )
    return "".join(lines)


def _signature(name: str) -> bytes:
    return f"{_NAME_SAFE.sub(' ', name).strip() or 'troly'} <>".encode()


def _name(signature: bytes) -> str:
    return signature.decode("utf-8", "replace").rpartition(" <")[0]


def _commit(repository: Repo, identifier: str) -> Commit:
    try:
        key = repository.head() if identifier == "HEAD" else identifier.encode("ascii")
        found = repository[key]
    except (KeyError, ValueError, UnicodeEncodeError, AssertionError) as error:
        raise KnowledgeError(f"{identifier}: expected the id of a change, got one that is not known") from error
    if not isinstance(found, Commit):
        raise KnowledgeError(f"{identifier}: expected the id of a change, got another object")
    return found


def _change_of(repository: Repo, commit: Commit) -> Change:
    return Change(
        id=commit.id.decode(),
        by=_name(commit.author),
        approved_by=_name(commit.committer),
        at=datetime.fromtimestamp(commit.author_time, UTC),
        reason=commit.message.decode("utf-8", "replace").strip(),
        files=tuple(sorted(name for name, _, _ in _touched(repository, commit))),
    )


def _touched(repository: Repo, commit: Commit) -> list[tuple[str, bytes | None, bytes | None]]:
    before = None
    if commit.parents:
        parent = repository[commit.parents[0]]
        before = parent.tree if isinstance(parent, Commit) else None
    touched: list[tuple[str, bytes | None, bytes | None]] = []
    for change in tree_changes(repository.object_store, before, commit.tree):
        old, new = change.old, change.new
        path = (new and new.path) or (old and old.path) or b""
        touched.append((path.decode(), old.sha if old else None, new.sha if new else None))
    return touched


def _text(repository: Repo, key: bytes | None) -> str | None:
    if key is None:
        return None
    blob = repository[key]
    return blob.data.decode("utf-8", "replace") if isinstance(blob, Blob) else None
