"""The outcome of one evaluation of one model, and its form on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.domain.evaluation import Case, CriticalPair, Given, Judged, Slice, Verdict, case_of, slices
from bot.domain.outcome import Outcome

MEDIAN, P95 = 0.5, 0.95


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a model answered to the held-out questions.

    Attributes:
        key: fingerprint of the questions and of the program that asked them; results with the same key compare.
        judged: every question with its verdict, in the order in which they were asked.
        pairs: number of critical pairs that were asked.
        confused: those of them that were confused.
    """

    key: str
    judged: tuple[Judged, ...]
    pairs: int = 0
    confused: tuple[CriticalPair, ...] = ()

    @property
    def slices(self) -> dict[str, Slice]:
        """Counts by kind, tone marks and all."""
        return slices(self.judged)

    def latency_ms(self, share: float) -> float:
        """Percentile of the time of a turn; 0 without questions."""
        ordered = sorted(one.given.latency_ms for one in self.judged)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    def figures(self) -> dict[str, dict[str, Any]]:
        """Counts by slice as plain data, for screens and files."""
        return {
            name: {
                "questions": found.total,
                **{verdict.value: count for verdict, count in found.verdicts.items()},
                "aspect_asked": found.aspects.total(),
                "aspect_right": found.aspects[True],
            }
            for name, found in self.slices.items()
        }

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `from_dict` reads it back."""
        return {
            "key": self.key,
            "slices": self.figures(),
            "pairs": self.pairs,
            "confused": [asdict(pair) for pair in self.confused],
            "latency_ms": {"median": round(self.latency_ms(MEDIAN), 2), "p95": round(self.latency_ms(P95), 2)},
            "cases": [_judged_data(one) for one in self.judged],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Evaluation:
        """Reads what `as_dict` made. Raises KeyError, ValueError or TypeError for other data."""
        return cls(
            key=data["key"],
            judged=tuple(_judged_of(item) for item in data["cases"]),
            pairs=data["pairs"],
            confused=tuple(CriticalPair(**item) for item in data["confused"]),
        )


def _judged_data(one: Judged) -> dict[str, Any]:
    return {
        "text": one.case.text,
        "outcome": one.case.outcome.value,
        "topics": list(one.case.topics),
        "aspects": list(one.case.aspects),
        "kind": one.case.kind,
        "sender": one.case.sender,
        "verdict": one.verdict.value,
        "aspect_right": one.aspect_right,
        "given": {
            "outcome": one.given.outcome.value,
            "topics": list(one.given.topics),
            "codes": list(one.given.codes),
            "aspects": list(one.given.aspects),
            "confidence": round(one.given.confidence, 4),
            "latency_ms": round(one.given.latency_ms, 2),
        },
    }


def _judged_of(data: Mapping[str, Any]) -> Judged:
    given = data["given"]
    case: Case = case_of(data)
    return Judged(
        case=case,
        given=Given(
            outcome=Outcome(given["outcome"]),
            topics=tuple(given["topics"]),
            codes=tuple(given["codes"]),
            aspects=tuple(given["aspects"]),
            confidence=given["confidence"],
            latency_ms=given["latency_ms"],
        ),
        verdict=Verdict(data["verdict"]),
        aspect_right=data["aspect_right"],
    )
