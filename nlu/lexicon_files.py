"""Which lexicon files the components read, and one fingerprint over them (Rasa's cache does not see data files)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from bot.settings import PROJECT

LEXICONS = PROJECT / "data" / "lexicons"


def fingerprint_of(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of files that exist."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
