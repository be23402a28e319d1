"""The files of the knowledge folder: which there may be, read as text, written whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from bot.domain.knowledge import NOT_OURS_FILE, WORDS_FILE

ADDITION = re.compile(r"additions/(?P<topic>[a-z][a-z0-9_]{1,39})\.yml\Z")
PROCEDURE = re.compile(r"procedures/(?P<field>[a-z][a-z0-9_]*)/(?P<topic>[a-z][a-z0-9_]{1,39})\.yml\Z")
GUIDE = re.compile(r"guides/(?P<topic>[a-z][a-z0-9_]{1,39})\.yml\Z")
_LOCK = ".lock"
_WIDTH = 120


def is_known(name: str) -> bool:
    """Whether a file of that name belongs into the knowledge folder."""
    return name in (WORDS_FILE, NOT_OURS_FILE) or any(form.match(name) for form in (ADDITION, PROCEDURE, GUIDE))


def read_files(folder: Path) -> dict[str, str]:
    """All YAML files below a knowledge folder by their path in it; none when the folder is not there.

    A file that is not text in UTF-8 comes with its bytes replaced, so that its check fails, not its reading.
    """
    found = {}
    for path in sorted(folder.rglob("*.yml")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith("."):
            with contextlib.suppress(FileNotFoundError):  # taken back in this moment
                found[name] = path.read_text(encoding="utf-8", errors="replace")
    return found


def write_file(folder: Path, name: str, text: str | None) -> None:
    """Puts one file in place in one step; None takes it away."""
    path = folder / name
    if text is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def dump(data: Mapping[str, object]) -> str:
    """A mapping as the YAML text that is written."""
    return str(yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=_WIDTH))


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """One writer at a time, over threads and processes."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
