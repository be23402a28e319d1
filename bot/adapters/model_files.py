"""Trained models on disk: the one that serves, and fingerprints of what goes into a model and of what is in it."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

from bot.domain.errors import EngineError

ENDING = ".tar.gz"
POINTER = "live"
INPUTS = ("config.yml", "domain.yml", "data", "nlu")
INPUT_ENDINGS = (".yml", ".py", ".json", ".jsonl", ".gz", ".tsv")
# Code whose change may change an answer of the same model.
ANSWERING = ("nlu", "actions", "bot/domain", "bot/services", "bot/adapters", "domain.yml")
# Rasa writes times and random ids there; everything else in an archive is what training made.
RULES = "rule_policy.json"
NOT_TRAINED = ("metadata.json", "fingerprints-for-validation.json")


def live_model(folder: Path) -> Path:
    """The archive that serves: the one that the pointer names, else the newest that came before there was a pointer.

    Raises:
        EngineError: when there is none, or the pointer names one that is gone.
    """
    version = live_version(folder)
    if version is None:
        raise EngineError(f"{folder}: expected a trained model (*{ENDING}), got none. Next step: troly train")
    archive = archive_of(folder, version)
    if not archive.is_file():
        raise EngineError(
            f"{archive}: expected the model that is live, got no such file. "
            f"Next step: troly models rollback, or troly train"
        )
    return archive


def live_version(folder: Path) -> str | None:
    """Name of the model that serves, or None before the first."""
    pointer = folder / POINTER
    if pointer.is_file():
        return pointer.read_text(encoding="utf-8").strip() or None
    unregistered = [path for path in archives(folder) if not record_of(folder, version_of(path)).exists()]
    return version_of(unregistered[-1]) if unregistered else None


def archives(folder: Path) -> list[Path]:
    """All model archives, oldest first."""
    return sorted(folder.glob(f"*{ENDING}"), key=lambda path: (path.stat().st_mtime, path.name))


def archive_of(folder: Path, version: str) -> Path:
    """Where the archive of a version is."""
    return folder / f"{version}{ENDING}"


def record_of(folder: Path, version: str) -> Path:
    """Where the record of a version is."""
    return folder / f"{version}.json"


def version_of(archive: Path) -> str:
    """Name of the model of an archive."""
    return archive.name.removesuffix(ENDING)


def inputs_fingerprint(project: Path, taught: str = "") -> str:
    """SHA-256 over the contents of everything that training reads; `taught` stands for what officers taught."""
    return _fingerprint(project, _files(project, INPUTS, INPUT_ENDINGS)) + taught[:16]


def answering_fingerprint(project: Path) -> str:
    """SHA-256 over the program that turns a model's findings into answers."""
    return _fingerprint(project, _files(project, ANSWERING, (".py", ".yml")))


def weights_fingerprint(archive: Path) -> str:
    """SHA-256 over what training made, without times and ids: equal for two trainings from the same inputs."""
    digest = hashlib.sha256()
    with tarfile.open(archive) as opened:
        members = [member for member in opened.getmembers() if member.isfile()]
        for member in sorted(members, key=lambda member: member.name):
            content = opened.extractfile(member)
            if content is not None and Path(member.name).name not in NOT_TRAINED:
                digest.update(member.name.encode())
                digest.update(_ordered(Path(member.name).name, content.read()))
    return digest.hexdigest()


def _ordered(name: str, content: bytes) -> bytes:
    """The content, with the one list in order that Rasa writes from a set."""
    if name != RULES:
        return content
    data = json.loads(content)
    data["lookup"]["rules_not_in_stories"].sort()
    return json.dumps(data, sort_keys=True).encode()


def _fingerprint(project: Path, paths: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(project)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(project: Path, names: tuple[str, ...], endings: tuple[str, ...]) -> Iterator[Path]:
    for name in names:
        path = project / name
        if path.is_file():
            yield path
        else:
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix in endings)
