"""The gate: whether a new model may take the place of the one that serves.

The questions are fixed and training is deterministic, so a count of questions lost is no measurement noise: the same
two models give it again. What is uncertain is only whether it holds for other questions of the kind; the exact
McNemar value says that. Hence two rules. What a resident must be able to rely on (helped at all, told nothing wrong,
no critical pair confused) may not lose a single question on balance in any slice: keeping a good model out for a
while costs little, letting a harmful one in does not. What is a matter of degree (answered at once instead of asked
back, the right aspect) may vary, as long as the loss can be chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.comparison import SliceComparison, compare
from bot.domain.evaluation_result import Evaluation


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What the gate lets pass.

    Attributes:
        cases: questions that a slice may lose on balance by the strict measures.
        chance: a loss by the other measures keeps a model back when it is less likely than this by chance.
    """

    cases: int = 0
    chance: float = 0.05


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a model is kept back.

    Attributes:
        measure: `good`, `harmless`, `right`, `aspect` or `pair`.
        where: the slice, or the question of the pair.
        lost: questions lost by that measure.
        gained: questions gained by it.
        chance: exact McNemar value of that split.
    """

    measure: str
    where: str
    lost: int = 0
    gained: int = 0
    chance: float = 1.0

    def sentence(self) -> str:
        """The reason in plain words, for the terminal and the log."""
        if self.measure == "pair":
            return f"critical pair confused: {self.where}"
        said = {
            "good": "no longer answered, offered or rightly sent on",
            "harmless": "now answered wrongly",
            "right": "no longer answered at once",
            "aspect": "answered on another aspect",
        }[self.measure]
        return (
            f"{self.where}: {self.lost} questions {said}, {self.gained} the other way "
            f"(by chance alone in {self.chance:.0%} of cases)"
        )


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether the new model goes live, why not, and the comparison that says so."""

    reasons: tuple[Reason, ...] = ()
    compared: tuple[SliceComparison, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the new model goes live."""
        return not self.reasons


def decide(candidate: Evaluation, live: Evaluation | None, tolerance: Tolerance | None = None) -> GateResult:
    """Compares the candidate with what serves; the first model of all always passes, since nothing else can answer."""
    if live is None:
        return GateResult()
    limits = tolerance or Tolerance()
    compared = tuple(compare(live, candidate))
    reasons = [Reason("pair", f"{pair.text!r} -> {pair.never}") for pair in candidate.confused]
    for found in compared:
        reasons += _reasons(found, limits)
    return GateResult(tuple(reasons), compared)


def _reasons(found: SliceComparison, limits: Tolerance) -> Iterator[Reason]:
    for measure, paired in (("good", found.good), ("harmless", found.harmless)):
        if paired.net_loss > limits.cases:
            yield Reason(measure, found.name, paired.lost, paired.gained, paired.chance)
    for measure, paired in (("right", found.right), ("aspect", found.aspect)):
        if paired.net_loss > limits.cases and paired.chance < limits.chance:
            yield Reason(measure, found.name, paired.lost, paired.gained, paired.chance)
