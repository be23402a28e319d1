"""The weights of the model that ranks topics in a conversation, as a small JSON file of the project's data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bot.domain.contextual_choice import ContextualChoice
from bot.domain.errors import CatalogueError

NEXT_STEP = "Next step: troly train-dialogue"


def load_contextual_choice(path: Path) -> ContextualChoice:
    """Reads the weights. Raises CatalogueError when the file is missing or has another shape."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return ContextualChoice(_weights(data["topic"]), _weights(data["none"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CatalogueError([f"{path.name}: expected topic and none weights, got {error!r}. {NEXT_STEP}"]) from error


def save_contextual_choice(path: Path, model: ContextualChoice, *, fitted: date, turns: int, right: float) -> None:
    """Writes the weights with the day, the number of turns behind them and the cross-validated share that is right."""
    data = {
        "fitted": fitted.isoformat(),
        "turns": turns,
        "right": round(right, 3),
        "topic": {name: round(value, 4) for name, value in model.weights.items()},
        "none": {name: round(value, 4) for name, value in model.none_weights.items()},
    }
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def _weights(data: Mapping[str, float]) -> dict[str, float]:
    return {str(name): float(value) for name, value in data.items()}
