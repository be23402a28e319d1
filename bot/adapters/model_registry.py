"""The registry of models: JSON beside each archive, and one small file that names the model that serves."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.adapters.model_files import (
    POINTER,
    archive_of,
    archives,
    inputs_fingerprint,
    live_version,
    record_of,
    version_of,
)
from bot.domain.errors import EngineError
from bot.domain.evaluation_result import Evaluation
from bot.domain.model_version import ModelState, ModelVersion

LOCK = "training.lock"
EVALUATION_ENDING = ".evaluation.json"
KEPT_ARCHIVES = 8  # besides the one that serves; each takes about 20 MB


class FileModelRegistry:
    """The port `ModelRegistry` over a folder; works without a database."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def versions(self) -> list[ModelVersion]:
        """All models whose archive is there, oldest first."""
        found = [self._read(version_of(path), path) for path in archives(self._folder)]
        return sorted(found, key=lambda model: (model.trained_at, model.version))

    def get(self, version: str) -> ModelVersion:
        """One model. Raises EngineError when there is none of that name."""
        archive = archive_of(self._folder, version)
        if not archive.is_file():
            known = ", ".join(version_of(path) for path in archives(self._folder)) or "none"
            raise EngineError(f"{version}: expected the name of a model, got none like it. Known: {known}")
        return self._read(version, archive)

    def live(self) -> str | None:
        """Name of the model that serves, or None before the first."""
        return live_version(self._folder)

    def save(self, model: ModelVersion) -> None:
        """Writes the record of a model."""
        _write(record_of(self._folder, model.version), model.as_dict())

    def set_live(self, version: str) -> None:
        """Lets a model serve: the pointer is replaced in one step, so that a reader sees the old or the new one."""
        self.get(version)
        _replace(self._folder / POINTER, version + "\n")

    def evaluation(self, version: str) -> Evaluation | None:
        """What a model answered when it was last evaluated, or None."""
        path = self._folder / f"{version}{EVALUATION_ENDING}"
        try:
            return Evaluation.from_dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None  # never evaluated, or by another form of this program: it is evaluated again

    def save_evaluation(self, version: str, evaluation: Evaluation) -> None:
        """Keeps what a model answered."""
        _write(self._folder / f"{version}{EVALUATION_ENDING}", evaluation.as_dict())

    @contextlib.contextmanager
    def training(self) -> Iterator[None]:
        """One training at a time. Raises EngineError when another one runs."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise EngineError(
                    f"{self._folder}: expected no other training, got one that runs. Next step: wait until it ends"
                ) from error
            yield

    def is_stale(self, project: Path, taught: str = "") -> bool:
        """Whether no model serves, or none was trained and judged from the present inputs (see inputs_fingerprint)."""
        live = self.live()
        if live is None or not archive_of(self._folder, live).is_file():
            return True
        fingerprint = inputs_fingerprint(project, taught)
        return not any(
            model.inputs == fingerprint and model.state is not ModelState.CANDIDATE for model in self.versions()
        )

    def drop_old(self) -> list[str]:
        """Deletes the oldest archives beyond those that are kept; never the one that serves or one that served last."""
        versions = self.versions()
        served = sorted((model for model in versions if model.went_live), key=lambda model: model.went_live[-1][0])
        safe = {model.version for model in served[-3:]} | {self.live()}
        old = [model for model in versions if model.version not in safe]
        dropped = [model.version for model in old[: max(0, len(old) - KEPT_ARCHIVES)]]
        for version in dropped:
            archive_of(self._folder, version).unlink(missing_ok=True)
            record_of(self._folder, version).unlink(missing_ok=True)
            (self._folder / f"{version}{EVALUATION_ENDING}").unlink(missing_ok=True)
        return dropped

    def _read(self, version: str, archive: Path) -> ModelVersion:
        path = record_of(self._folder, version)
        if not path.exists():
            model = ModelVersion(version, datetime.fromtimestamp(archive.stat().st_mtime, UTC))
        else:
            try:
                model = ModelVersion.from_dict(json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise EngineError(
                    f"{path}: expected the record of a model, got: {error!r}. Next step: delete this one file; "
                    f"the model stays, without its figures"
                ) from error
        if version == self.live():
            return replace(model, state=ModelState.LIVE)
        return replace(model, state=ModelState.RETIRED) if model.state is ModelState.LIVE else model


def _write(path: Path, data: dict[str, Any]) -> None:
    _replace(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def _replace(path: Path, text: str) -> None:
    """Writes beside the file and puts it in its place, so that a crash leaves the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
