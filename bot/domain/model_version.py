"""A trained model with its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class ModelState(StrEnum):
    """Where a model stands."""

    CANDIDATE = "candidate"
    LIVE = "live"
    KEPT_BACK = "kept_back"
    RETIRED = "retired"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One model.

    Attributes:
        version: name of its archive without the ending.
        trained_at: time-zone aware.
        inputs: fingerprint of what it was trained from.
        weights: fingerprint of what training made, equal for equal inputs.
        config: config.yml as it was.
        state: as stored; the registry sets `live` for the one that the pointer names.
        reasons: why it was kept back, or what is to be known about its promotion.
        went_live: every time that it began to serve, and by whose decision.
        figures: counts by slice, empty before the evaluation.
    """

    version: str
    trained_at: datetime
    inputs: str = ""
    weights: str = ""
    config: str = ""
    state: ModelState = ModelState.CANDIDATE
    reasons: tuple[str, ...] = ()
    went_live: tuple[tuple[datetime, str], ...] = ()
    figures: Mapping[str, Mapping[str, Any]] | None = None

    def kept_back(self, reasons: tuple[str, ...]) -> ModelVersion:
        """The same model, which does not serve."""
        return replace(self, state=ModelState.KEPT_BACK, reasons=reasons)

    def live_since(self, moment: datetime, by: str, reasons: tuple[str, ...] = ()) -> ModelVersion:
        """The same model from the moment on in which it serves."""
        return replace(self, state=ModelState.LIVE, reasons=reasons, went_live=(*self.went_live, (moment, by)))

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `from_dict` reads it back."""
        return {
            "version": self.version,
            "trained_at": self.trained_at.isoformat(timespec="seconds"),
            "inputs": self.inputs,
            "weights": self.weights,
            "config": self.config,
            "state": self.state.value,
            "reasons": list(self.reasons),
            "went_live": [[moment.isoformat(timespec="seconds"), by] for moment, by in self.went_live],
            "figures": self.figures,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ModelVersion:
        """Reads what `as_dict` made. Raises KeyError, ValueError or TypeError for other data."""
        return cls(
            version=data["version"],
            trained_at=datetime.fromisoformat(data["trained_at"]),
            inputs=data["inputs"],
            weights=data["weights"],
            config=data["config"],
            state=ModelState(data["state"]),
            reasons=tuple(data["reasons"]),
            went_live=tuple((datetime.fromisoformat(moment), by) for moment, by in data["went_live"]),
            figures=data["figures"],
        )
