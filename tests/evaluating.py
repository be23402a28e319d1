"""Builders of labelled questions, answers and evaluations."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.evaluation import Case, CriticalPair, Given, Judged, judge
from bot.domain.evaluation_result import Evaluation
from bot.domain.model_version import ModelVersion
from bot.domain.outcome import Outcome

BIRTH, DEATH = "1.001193", "1.000656"
OWN = frozenset({BIRTH, DEATH})


def a_case(text: str = "khai sinh ở đâu", **more: object) -> Case:
    values: dict[str, object] = {
        "text": text, "outcome": Outcome.ANSWERED, "topics": (BIRTH,), "aspects": ("where",), "kind": "everyday",
    }  # fmt: skip
    return Case(**(values | more))  # type: ignore[arg-type]


def a_foreign_case(text: str = "mở công ty", **more: object) -> Case:
    values = {"outcome": Outcome.UNANSWERED, "topics": (), "aspects": (), "kind": "not_ours_admin"}
    return a_case(text, **(values | more))


def given(outcome: Outcome = Outcome.ANSWERED, *codes: str, confidence: float = 0.9, **more: object) -> Given:
    return Given(outcome, codes, codes, ("where",), confidence, **more)  # type: ignore[arg-type]


RIGHT = given(Outcome.ANSWERED, BIRTH)
OFFERED = given(Outcome.CLARIFIED, DEATH, BIRTH)
WRONG = given(Outcome.ANSWERED, DEATH)
MISSED = given(Outcome.UNANSWERED)


def judged(case: Case | None = None, answer: Given = RIGHT) -> Judged:
    return judge(case or a_case(), answer, OWN)


def an_evaluation(*answers: Given, kind: str = "everyday", confused: int = 0, key: str = "k") -> Evaluation:
    """Questions of one kind, numbered, with these answers."""
    return Evaluation(
        key,
        tuple(judged(a_case(f"câu {number}", kind=kind), answer) for number, answer in enumerate(answers)),
        pairs=2,
        confused=tuple(CriticalPair(f"cặp {number}", BIRTH, DEATH) for number in range(confused)),
    )


def a_model(version: str = "one", day: int = 1, **more: object) -> ModelVersion:
    return ModelVersion(version, datetime(2026, 11, day, tzinfo=UTC), **more)  # type: ignore[arg-type]
