"""Fits the continuation model on labelled turns, and says how well it does on conversations it has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from bot.domain.continuation import Continuation

FOLDS = 10
INVERSE_PENALTY = 0.3  # scikit-learn's C, over signals of unit deviation


@dataclass(frozen=True, slots=True)
class LabelledTurn:
    """One turn after a topic was set.

    Attributes:
        conversation: turns of one conversation are never split between training and testing.
        signals: what bot.services.continuing reads.
        goes_on: whether an official would take it as being about the topic before.
    """

    conversation: str
    signals: Mapping[str, float]
    goes_on: bool


def fit_continuation(turns: Sequence[LabelledTurn]) -> tuple[Continuation, float]:
    """The model, and the share of turns that it tells right when their conversation was left out.

    Raises:
        ValueError: fewer conversations than folds, or only one kind of turn.
    """
    groups = np.array([turn.conversation for turn in turns])
    goes_on = np.array([turn.goes_on for turn in turns])
    if len(set(groups.tolist())) < FOLDS or len(set(goes_on.tolist())) < 2:
        raise ValueError(
            f"expected turns of at least {FOLDS} conversations, some that go on and some that do not; "
            f"got {len(turns)} turns of {len(set(groups.tolist()))}. Next step: label more in data/dialogues"
        )
    names = list(turns[0].signals)
    values = np.array([[turn.signals[name] for name in names] for turn in turns], dtype=np.float64)
    spread = np.maximum(values.std(axis=0), 1e-6)
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000)
    told = cross_val_predict(model, values / spread, goes_on, groups=groups, cv=GroupKFold(FOLDS))
    model.fit(values / spread, goes_on)
    weights = dict(zip(names, (model.coef_[0] / spread).tolist(), strict=True))
    return Continuation(weights, float(model.intercept_[0])), float((told == goes_on).mean())
