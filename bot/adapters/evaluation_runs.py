"""Evaluation runs on disk: a folder each with summary, cases, curve and the config that was used."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.curve_picture import draw_curves
from bot.domain.errors import EvaluationError
from bot.domain.evaluation import GOOD, HARMFUL, Slice, confusions
from bot.domain.evaluation_result import MEDIAN, P95, Evaluation
from bot.domain.risk_coverage import area_under, risk_coverage
from bot.domain.statistics import wilson

SUMMARY, CASES, RESULT, CURVE, CONFIG = "summary.json", "cases.csv", "evaluation.json", "curve.svg", "config.yml"
COLUMNS = (
    "kind", "group", "text", "sender", "expected_outcome", "expected_topics", "expected_aspects", "verdict",
    "outcome", "topics", "codes", "aspects", "aspect_right", "confidence", "latency_ms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """What was evaluated: the model, its config, the files of questions."""

    model: str
    config: str
    files: tuple[str, ...]
    evaluation: Evaluation


def write_run(folder: Path, run: Run, at: datetime | None = None) -> Path:
    """Writes a run into a folder of its own, named after the time (UTC), and returns that folder."""
    moment = at or datetime.now(UTC)
    target = folder / f"{moment:%Y%m%d-%H%M%S}"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{moment:%Y%m%d-%H%M%S}-{number}"
    target.mkdir(parents=True)
    (target / CONFIG).write_text(run.config, encoding="utf-8")
    _json(target / SUMMARY, _summary(run, moment))
    _json(target / RESULT, run.evaluation.as_dict())
    _write_cases(target / CASES, run.evaluation)
    draw_curves({"all questions": risk_coverage(run.evaluation.judged)}, target / CURVE)
    return target


def read_run(folder: Path, name: str) -> Evaluation:
    """The evaluation of a run, by its name or its folder. Raises EvaluationError when there is none."""
    given = Path(name)
    path = (given if given.is_dir() else folder / name) / RESULT
    try:
        return Evaluation.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        known = ", ".join(sorted(found.name for found in folder.glob("*"))[-5:]) if folder.is_dir() else ""
        raise EvaluationError(
            f"{path}: expected the result of an evaluation, got: {error!r}. Known: {known or 'none'}"
        ) from error


def _summary(run: Run, moment: datetime) -> dict[str, object]:
    evaluation = run.evaluation
    curve = risk_coverage(evaluation.judged)
    return {
        "at": moment.isoformat(timespec="seconds"),
        "model": run.model,
        "key": evaluation.key,
        "files": list(run.files),
        "slices": {name: _figures(found) for name, found in evaluation.slices.items()},
        "critical_pairs": {"asked": evaluation.pairs, "confused": [asdict(pair) for pair in evaluation.confused]},
        "confusions": [
            {"expected": expected, "got": got, "questions": count}
            for (expected, got), count in confusions(evaluation.judged).most_common()
        ],
        "risk_coverage": {
            "mean_risk": round(area_under(curve), 5),
            "points": [[round(p.confidence, 4), round(p.coverage, 4), round(p.risk, 4)] for p in curve],
        },
        "latency_ms": {"median": round(evaluation.latency_ms(MEDIAN), 2), "p95": round(evaluation.latency_ms(P95), 2)},
    }


def _figures(found: Slice) -> dict[str, object]:
    asked = found.aspects.total()
    return {
        "questions": found.total,
        "verdicts": {verdict.value: count for verdict, count in sorted(found.verdicts.items())},
        "good": _share(found.count(GOOD), found.total),
        "harmful": _share(found.count(HARMFUL), found.total),
        "aspect": _share(found.aspects[True], asked) if asked else None,
    }


def _share(count: int, total: int) -> dict[str, float]:
    low, high = wilson(count, total)
    return {"share": round(count / total, 4), "low": round(low, 4), "high": round(high, 4)}


def _write_cases(path: Path, evaluation: Evaluation) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for one in evaluation.judged:
            case, given = one.case, one.given
            rows.writerow((
                case.kind, case.group.value, case.text, case.sender or "", case.outcome.value, " ".join(case.topics),
                " ".join(case.aspects), one.verdict.value, given.outcome.value, " ".join(given.topics),
                " ".join(given.codes), " ".join(given.aspects), "" if one.aspect_right is None else one.aspect_right,
                round(given.confidence, 4), round(given.latency_ms, 2),
            ))  # fmt: skip


def _json(path: Path, data: dict[str, object]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
