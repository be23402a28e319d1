"""The weights of the continuation model as a small JSON file of the project's data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from bot.domain.continuation import Continuation
from bot.domain.errors import CatalogueError

NEXT_STEP = "Next step: troly train-dialogue"


def load_continuation(path: Path) -> Continuation:
    """Reads the weights. Raises CatalogueError when the file is missing or has another shape."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Continuation({str(name): float(value) for name, value in data["weights"].items()}, float(data["bias"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CatalogueError([f"{path.name}: expected weights and a bias, got {error!r}. {NEXT_STEP}"]) from error


def save_continuation(path: Path, model: Continuation, *, fitted: date, turns: int, right: float) -> None:
    """Writes the weights with the day, the number of turns behind them and the cross-validated share that is right."""
    data = {
        "fitted": fitted.isoformat(),
        "turns": turns,
        "right": round(right, 3),
        "bias": round(model.bias, 4),
        "weights": {name: round(value, 4) for name, value in model.weights.items()},
    }
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
