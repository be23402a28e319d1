"""Trains a model with Rasa and notes what it was trained from."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import yaml

from bot.adapters.knowledge.project_knowledge import load_project_knowledge, taught_fingerprint
from bot.adapters.model_files import inputs_fingerprint, version_of, weights_fingerprint
from bot.adapters.question_frames import LONGEST_FRAMED_NAME, QuestionFrame, read_frames
from bot.adapters.quiet_logs import quiet_libraries
from bot.domain.aspect import Aspect
from bot.domain.errors import EngineError
from bot.domain.model_version import ModelVersion
from bot.domain.topic import Topic

OUT_OF_SCOPE = "out_of_scope"
NAMES_ASKED = 3
ALONE = QuestionFrame("{name}", Aspect.SUMMARY)
_ANNOTATION = re.compile(r"[\[\]{}()|\\]|^[-*+]\s*")


class RasaTrainer:
    """The port `Trainer` over `rasa.train`."""

    def __init__(self, project: Path, models: Path) -> None:
        self._project = project
        self._models = models

    def train(self, *, fresh: bool = False) -> ModelVersion:
        """Trains from the project's config, domain and data.

        Args:
            fresh: train every component again instead of reusing Rasa's cache.

        Returns:
            A candidate, named after the time of training (UTC).

        Raises:
            EngineError: when Rasa made no model.
        """
        now = datetime.now(UTC)
        inputs = inputs_fingerprint(self._project, taught_fingerprint())
        config = self._project / "config.yml"
        archive = train_archive(self._project, self._models, f"troly-{now:%Y%m%d-%H%M%S}", config=config, fresh=fresh)
        return ModelVersion(
            version=version_of(archive),
            trained_at=now,
            inputs=inputs,
            weights=weights_fingerprint(archive),
            config=config.read_text(encoding="utf-8"),
        )


def train_archive(project: Path, folder: Path, name: str, *, config: Path, fresh: bool = False) -> Path:
    """Trains one archive. Raises EngineError when Rasa made none."""
    quiet_libraries()
    import rasa

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as taught:
        knowledge = load_project_knowledge()
        write_not_ours(Path(taught) / "not_ours.yml", knowledge.not_ours)
        frames = read_frames(project / "data" / "lexicons" / "question_frames.yml")
        write_named_questions(Path(taught) / "named.yml", knowledge.catalogue.topics, frames)
        result = rasa.train(
            domain=str(project / "domain.yml"),
            config=str(config),
            training_files=[str(project / "data" / "nlu"), str(project / "data" / "rules"), taught],
            output=str(folder),
            force_training=fresh,
            fixed_model_name=name,
        )
    if result.code != 0 or not result.model:
        raise EngineError(
            f"training: expected a model, got code {result.code}. Next step: troly check-data, then read the log"
        )
    return Path(result.model)


def write_not_ours(path: Path, questions: Sequence[str]) -> None:
    """The questions that officers declined, as examples of the intent that declines; no file when there are none."""
    if questions:
        _write_examples(path, {OUT_OF_SCOPE: questions})


def write_named_questions(path: Path, topics: Iterable[Topic], frames: Sequence[QuestionFrame]) -> None:
    """Plain questions around the names of all topics, as examples of the intents that ask for their aspects.

    Each name stands alone and in one of the frames, in turn.
    """
    asked: dict[str, list[str]] = {}
    turn = cycle(frames)
    for topic in topics:
        for name in (topic.name, *topic.aliases)[:NAMES_ASKED]:
            if len(name) > LONGEST_FRAMED_NAME:
                continue
            for frame in (ALONE, next(turn)):
                asked.setdefault(frame.aspect.intent, []).append(frame.around(name))
    _write_examples(path, asked)


def _write_examples(path: Path, questions: Mapping[str, Sequence[str]]) -> None:
    """Questions by intent as a file of Rasa's."""
    intents = [
        {"intent": intent, "examples": "".join(f"- {example_text(question)}\n" for question in asked)}
        for intent, asked in questions.items()
    ]
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": intents}, allow_unicode=True), encoding="utf-8")


def example_text(question: str) -> str:
    """A question as Rasa reads it: brackets and braces would be taken for annotations."""
    return " ".join(_ANNOTATION.sub(" ", question).split())
