"""Two evaluations of the same questions, case by case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.evaluation import Judged, Verdict, slice_names
from bot.domain.evaluation_result import Evaluation
from bot.domain.statistics import mcnemar

CaseKey = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One question on which the two differ."""

    before: Judged
    after: Judged


@dataclass(frozen=True, slots=True)
class Paired:
    """How many questions were lost and gained by one measure, and how likely that is by chance."""

    lost: int
    gained: int

    @property
    def net_loss(self) -> int:
        """Lost less gained; negative when more were gained."""
        return self.lost - self.gained

    @property
    def chance(self) -> float:
        """Exact McNemar p-value."""
        return mcnemar(self.lost, self.gained)


@dataclass(frozen=True, slots=True)
class SliceComparison:
    """One slice before and after.

    Attributes:
        good: right, offered, kept, or only named and linked.
        harmless: anything but wrong and false.
        right: answered at once with the right topic (or kept, where it is not ours).
        aspect: right topic and right aspect.
    """

    name: str
    questions: int
    good: Paired
    harmless: Paired
    right: Paired
    aspect: Paired


def pairs_of(before: Evaluation, after: Evaluation) -> list[Change]:
    """The questions that both were asked, in the order of the second."""
    known = _by_key(before)
    return [Change(known[key], one) for key, one in _by_key(after).items() if key in known]


def changes(before: Evaluation, after: Evaluation) -> list[Change]:
    """The questions whose verdict or aspect differs."""
    return [
        pair
        for pair in pairs_of(before, after)
        if (pair.before.verdict, pair.before.aspect_right) != (pair.after.verdict, pair.after.aspect_right)
    ]


def compare(before: Evaluation, after: Evaluation) -> list[SliceComparison]:
    """Every slice of the questions that both were asked."""
    members: dict[str, list[Change]] = {}
    for pair in pairs_of(before, after):
        for name in slice_names(pair.after.case):
            members.setdefault(name, []).append(pair)
    return [
        SliceComparison(
            name=name,
            questions=len(found),
            good=_paired(found, lambda one: one.is_good),
            harmless=_paired(found, lambda one: not one.is_harmful),
            right=_paired(found, _is_right),
            aspect=_paired(found, lambda one: one.aspect_right is not False),
        )
        for name, found in sorted(members.items())
    ]


def _is_right(one: Judged) -> bool:
    return one.is_good and one.verdict is not Verdict.OFFERED


def _paired(found: list[Change], measure: Callable[[Judged], bool]) -> Paired:
    lost = sum(measure(pair.before) and not measure(pair.after) for pair in found)
    gained = sum(measure(pair.after) and not measure(pair.before) for pair in found)
    return Paired(lost, gained)


def _by_key(evaluation: Evaluation) -> dict[CaseKey, Judged]:
    """By kind, sender and text; the same question asked twice is told apart by its number."""
    seen: Counter[tuple[str, str, str]] = Counter()
    found: dict[CaseKey, Judged] = {}
    for one in evaluation.judged:
        key = (one.case.kind, one.case.sender or "", one.case.text)
        found[*key, seen[key]] = one
        seen[key] += 1
    return found
