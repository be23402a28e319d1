"""Labelled questions and the verdict on each answer.

For a question that the catalogue answers: `right` (answered with an acceptable topic), `offered` (asked back with an
acceptable topic among at most three), `wrong` (another topic, or asked back without an acceptable one: harmful),
`missed` (sent to an officer). For a matter that is not ours: `kept`, `longtail` (only named and linked as an
official procedure), `false` (answered as ours: harmful). Any other expected outcome is `right` when it is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.outcome import Outcome
from bot.domain.text import has_marks

MOST_OFFERED = 3
ALL, WITH_MARKS, WITHOUT_MARKS = "all", "with tone marks", "without tone marks"


class Verdict(StrEnum):
    """What became of one question."""

    RIGHT = "right"
    OFFERED = "offered"
    WRONG = "wrong"
    MISSED = "missed"
    KEPT = "kept"
    LONGTAIL = "longtail"
    FALSE = "false"
    OTHER = "other"


GOOD = frozenset({Verdict.RIGHT, Verdict.OFFERED, Verdict.KEPT, Verdict.LONGTAIL})
HARMFUL = frozenset({Verdict.WRONG, Verdict.FALSE})


class Group(StrEnum):
    """Which verdicts are possible: a matter of the catalogue, one that is not, or a special behaviour."""

    OURS = "ours"
    NOT_OURS = "not ours"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Case:
    """A held-out question with its labels.

    Attributes:
        topics: every acceptable official code or topic id.
        aspects: every acceptable aspect; none means that the aspect is not judged.
        sender: questions of one sender are turns of one conversation, in order.
    """

    text: str
    outcome: Outcome
    topics: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    kind: str = "other"
    sender: str | None = None

    @property
    def group(self) -> Group:
        """The group of the expected outcome."""
        if self.outcome is Outcome.ANSWERED:
            return Group.OURS
        return Group.NOT_OURS if self.outcome in (Outcome.UNANSWERED, Outcome.OUT_OF_SCOPE) else Group.SPECIAL


@dataclass(frozen=True, slots=True)
class CriticalPair:
    """A question of one procedure that must never be answered with a certain other one."""

    text: str
    topic: str
    never: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the assistant answered, as far as scoring sees it."""

    outcome: Outcome
    topics: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    confidence: float = 0.0
    latency_ms: float = 0.0

    def names(self, most: int) -> set[str]:
        """Ids and codes of the first topics."""
        return {name for name in (*self.topics[:most], *self.codes[:most]) if name}


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, its answer and the verdict; `aspect_right` is None where no aspect is judged."""

    case: Case
    given: Given
    verdict: Verdict
    aspect_right: bool | None = None

    @property
    def is_good(self) -> bool:
        """Whether the resident was helped or rightly sent on."""
        return self.verdict in GOOD

    @property
    def is_harmful(self) -> bool:
        """Whether the resident was told something wrong."""
        return self.verdict in HARMFUL


@dataclass(slots=True)
class Slice:
    """Counts of the questions of one kind and group."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    aspects: Counter[bool] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Number of questions."""
        return self.verdicts.total()

    def count(self, verdicts: Iterable[Verdict]) -> int:
        """How many got one of some verdicts."""
        return sum(self.verdicts[verdict] for verdict in verdicts)

    def share(self, *verdicts: str) -> float:
        """Share of some verdicts among all."""
        return self.count(Verdict(verdict) for verdict in verdicts) / max(1, self.total)


def judge(case: Case, given: Given, own_codes: Collection[str]) -> Judged:
    """The verdict on one answer. `own_codes` are the official codes of the catalogue."""
    verdict = _verdict(case, given, own_codes)
    asked = bool(case.aspects) and case.group is Group.OURS and verdict is Verdict.RIGHT
    return Judged(case, given, verdict, bool(set(case.aspects) & set(given.aspects)) if asked else None)


def slices(judged: Iterable[Judged]) -> dict[str, Slice]:
    """Counts by kind, by tone marks and over all, each apart by group: `story: ours`, `all: not ours`."""
    found: dict[str, Slice] = {}
    for one in judged:
        for name in slice_names(one.case):
            counts = found.setdefault(name, Slice())
            counts.verdicts[one.verdict] += 1
            if one.aspect_right is not None:
                counts.aspects[one.aspect_right] += 1
    return dict(sorted(found.items(), key=lambda item: (item[0].startswith(ALL), item[0])))


def slice_names(case: Case) -> tuple[str, ...]:
    """The slices that a question counts in."""
    marks = WITH_MARKS if has_marks(case.text) else WITHOUT_MARKS
    return tuple(f"{name}: {case.group}" for name in (case.kind, marks, ALL))


def confused_pairs(pairs: Sequence[CriticalPair], answers: Sequence[Given]) -> list[CriticalPair]:
    """The pairs of which the one was answered with the other."""
    return [
        pair
        for pair, given in zip(pairs, answers, strict=True)
        if given.outcome is Outcome.ANSWERED and pair.never in given.names(MOST_OFFERED)
    ]


def confusions(judged: Iterable[Judged]) -> Counter[tuple[str, str]]:
    """How often which topic (or nothing of ours, empty) was taken for which other one."""
    found: Counter[tuple[str, str]] = Counter()
    for one in judged:
        if one.is_harmful:
            expected = one.case.topics[0] if one.case.topics else ""
            got = one.given.codes[:1] or one.given.topics[:1]
            found[expected, got[0] if got else ""] += 1
    return found


def case_of(data: Mapping[str, Any]) -> Case:
    """Reads a labelled question. Raises KeyError, ValueError or TypeError for other data."""
    sender = data.get("sender")
    return Case(
        text=str(data["text"]),
        outcome=Outcome(data["outcome"]),
        topics=tuple(map(str, data.get("topics") or ())),
        aspects=tuple(map(str, data.get("aspects") or ())),
        kind=str(data.get("kind") or "other"),
        sender=None if sender is None else str(sender),
    )


def _verdict(case: Case, given: Given, own_codes: Collection[str]) -> Verdict:
    accepted, outcome = set(case.topics), given.outcome
    if case.group is Group.OURS:
        if outcome is Outcome.ANSWERED:
            return Verdict.RIGHT if given.names(1) & accepted else Verdict.WRONG
        if outcome is Outcome.CLARIFIED:
            return Verdict.OFFERED if given.names(MOST_OFFERED) & accepted else Verdict.WRONG
        return Verdict.MISSED
    if case.group is Group.NOT_OURS:
        if outcome not in (Outcome.ANSWERED, Outcome.CLARIFIED):
            return Verdict.KEPT
        first = given.codes[:1]
        is_longtail = outcome is Outcome.ANSWERED and bool(first) and first[0] not in own_codes
        return Verdict.LONGTAIL if is_longtail else Verdict.FALSE
    if case.outcome is Outcome.CLARIFIED and outcome is Outcome.ANSWERED and given.names(1) & accepted:
        return Verdict.RIGHT
    return Verdict.RIGHT if outcome is case.outcome else Verdict.OTHER
