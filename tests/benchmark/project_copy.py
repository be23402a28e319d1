"""A copy of the project with something changed, to train and evaluate it in a process of its own."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.adapters.model_registry import FileModelRegistry
from bot.adapters.pipeline_config import with_component_settings
from bot.domain.evaluation_result import Evaluation
from bot.settings import PROJECT
from tests.benchmark.processes import environment, run
from tests.conversations_kept import keep_conversations

COPIED = (
    "bot", "nlu", "actions", "data", "tests/evaluation", "tests/benchmark", "config.yml", "domain.yml", "endpoints.yml",
)  # fmt: skip
TRAIN_LIMIT_SECONDS = 3600.0
Change = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a copy: its evaluation and the seconds of the training, evaluation included."""

    evaluation: Evaluation | None
    seconds: float


class ProjectCopy:
    """The project in another folder. Its code is what runs there, so that `PROJECT` is the copy."""

    def __init__(self, folder: Path, *changes: Change) -> None:
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        for name in COPIED:
            source, target = PROJECT / name, folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, target)
        for change in changes:
            change(folder)

    @property
    def data_dir(self) -> Path:
        """Where its models are."""
        return self.folder / "var"

    def variables(self, **more: str) -> dict[str, str]:
        """Environment in which the copy is the project."""
        return environment(PYTHONPATH=str(self.folder), TROLY_DATA_DIR=str(self.data_dir), **more)

    def trained(self, cache: Path | None = None) -> Outcome:
        """Trains and evaluates it. Raises NotMeasuredError when that fails.

        Args:
            cache: a cache that several copies share, so that equal components are trained once.
        """
        started = time.monotonic()
        run(
            [sys.executable, "-m", "bot.cli", "train", *([] if cache else ["--fresh"])],
            folder=self.folder,
            log=self.folder / "train.log",
            variables=self.variables(RASA_CACHE_DIRECTORY=str(cache or self.folder / "cache")),
            limit=TRAIN_LIMIT_SECONDS,
        )
        registry = FileModelRegistry(self.data_dir / "models")
        return Outcome(registry.evaluation(registry.live() or ""), time.monotonic() - started)


def with_setting(component: str, values: Mapping[str, Any]) -> Change:
    """A change of a component's settings in config.yml. Raises KeyError for a component that is not there."""

    def change(folder: Path) -> None:
        path = folder / "config.yml"
        config = with_component_settings(path.read_text(encoding="utf-8"), component, values)
        path.write_text(config, encoding="utf-8")

    return change


def with_topics(count: int) -> Change:
    """A change that keeps the first topics by id, those that others name included, and no long tail."""

    def change(folder: Path) -> None:
        from bot.bootstrap import SUGGESTED, catalogue

        others = [topic.id for topic in catalogue().topics if topic.id not in SUGGESTED]
        kept = {*SUGGESTED, *others[: count - len(SUGGESTED)]}
        codes = {topic.code for topic in catalogue().topics if topic.id in kept and topic.code}
        for path in [*folder.glob("data/procedures/*/*.yml"), *folder.glob("data/guides/*.yml")]:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            if data["id"] not in kept:
                path.unlink()
            elif data.get("related"):
                data["related"] = [name for name in data["related"] if name in kept]
                path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        keep_conversations(folder, kept | codes)
        _write_table(folder, _table(folder)[:2])

    return change


def with_long_tail(count: int) -> Change:
    """A change that fills the long tail up to so many procedures, with names put together from those that are there."""

    def change(folder: Path) -> None:
        rows = _table(folder)
        header, real = rows[0], rows[1:]
        for number in range(max(0, count - len(real))):
            first, second = real[number % len(real)], real[(number * 7 + 11) % len(real)]
            words = [*first[1].split()[: len(first[1].split()) // 2], *second[1].split()[len(second[1].split()) // 2 :]]
            rows.append([f"9.{number:06}", " ".join(words) or first[1], first[2], first[3], f"made-up-{number}"])
        _write_table(folder, [header, *rows[1:]])

    return change


def _table(folder: Path) -> list[list[str]]:
    text = (folder / "data" / "national" / "procedures.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


def _write_table(folder: Path, rows: list[list[str]]) -> None:
    lines = "".join("\t".join(row) + "\n" for row in rows)
    (folder / "data" / "national" / "procedures.tsv").write_text(lines, encoding="utf-8")
