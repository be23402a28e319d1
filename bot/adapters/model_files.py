"""Trained models on disk: the newest one, and whether it is older than what it was trained from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from bot.domain.errors import EngineError

FINGERPRINT = "inputs.sha256"
INPUTS = ("config.yml", "domain.yml", "data", "nlu")


def newest_model(folder: Path) -> Path:
    """The newest model archive. Raises EngineError when there is none."""
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise EngineError(f"{folder}: expected a trained model (*.tar.gz), got none. Next step: troly train")
    return models[-1]


def inputs_fingerprint(project: Path) -> str:
    """SHA-256 over the contents of everything that training reads."""
    digest = hashlib.sha256()
    for path in _input_files(project):
        digest.update(str(path.relative_to(project)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_stale(folder: Path, project: Path) -> bool:
    """Whether there is no model, or its inputs have changed since it was trained."""
    stamp = folder / FINGERPRINT
    has_model = any(folder.glob("*.tar.gz"))
    return not has_model or not stamp.exists() or stamp.read_text().strip() != inputs_fingerprint(project)


def stamp_inputs(folder: Path, project: Path) -> None:
    """Notes what the newest model was trained from."""
    (folder / FINGERPRINT).write_text(inputs_fingerprint(project) + "\n")


def _input_files(project: Path) -> Iterator[Path]:
    for name in INPUTS:
        path = project / name
        if path.is_file():
            yield path
        else:
            yield from sorted(
                p for p in path.rglob("*") if p.is_file() and p.suffix in (".yml", ".py", ".json", ".gz", ".tsv")
            )
