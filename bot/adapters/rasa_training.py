"""Trains a model with Rasa and notes what it was trained from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.model_files import stamp_inputs
from bot.adapters.quiet_logs import quiet_libraries
from bot.domain.errors import EngineError


def train_model(project: Path, models: Path, *, fresh: bool = False) -> Path:
    """Trains from the project's config, domain and data.

    Args:
        fresh: train every component again instead of reusing Rasa's cache.

    Returns:
        The model archive, named after the time of training (UTC).

    Raises:
        EngineError: when Rasa made no model.
    """
    quiet_libraries()
    import rasa

    models.mkdir(parents=True, exist_ok=True)
    name = f"troly-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    result = rasa.train(
        domain=str(project / "domain.yml"),
        config=str(project / "config.yml"),
        training_files=[str(project / "data" / "nlu"), str(project / "data" / "rules")],
        output=str(models),
        force_training=fresh,
        fixed_model_name=name,
    )
    if result.code != 0 or not result.model:
        raise EngineError(
            f"training: expected a model, got code {result.code}. Next step: troly check-data, then read the log"
        )
    stamp_inputs(models, project)
    return Path(result.model)
