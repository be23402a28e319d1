"""Trains a model with Rasa and notes what it was trained from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.model_files import inputs_fingerprint, version_of, weights_fingerprint
from bot.adapters.quiet_logs import quiet_libraries
from bot.domain.errors import EngineError
from bot.domain.model_version import ModelVersion


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
        inputs = inputs_fingerprint(self._project)
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
    result = rasa.train(
        domain=str(project / "domain.yml"),
        config=str(config),
        training_files=[str(project / "data" / "nlu"), str(project / "data" / "rules")],
        output=str(folder),
        force_training=fresh,
        fixed_model_name=name,
    )
    if result.code != 0 or not result.model:
        raise EngineError(
            f"training: expected a model, got code {result.code}. Next step: troly check-data, then read the log"
        )
    return Path(result.model)
