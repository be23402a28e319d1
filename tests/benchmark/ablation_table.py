"""Evaluations side by side, as the Markdown table of docs/evaluation.md."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.evaluation import GOOD, HARMFUL, Slice
from bot.domain.evaluation_result import Evaluation

NONE = "–"


def table(rows: Mapping[str, Evaluation]) -> str:
    """One line an evaluation, one column a slice: `helped / harmed` in percent of its questions."""
    names = list(dict.fromkeys(name for evaluation in rows.values() for name in evaluation.slices))
    shown = [name for name in names if not name.endswith(": special")]
    lines = ["| | " + " | ".join(_heading(name, rows) for name in shown) + " | aspect |"]
    lines.append("|---|" + "---:|" * (len(shown) + 1))
    for row, evaluation in rows.items():
        cells = [_cell(evaluation.slices.get(name)) for name in shown]
        lines.append(f"| {row} | " + " | ".join([*cells, _aspect(evaluation.slices.get("all: ours"))]) + " |")
    return "\n".join(lines)


def _heading(name: str, rows: Mapping[str, Evaluation]) -> str:
    total = max((found.total for e in rows.values() if (found := e.slices.get(name))), default=0)
    return f"{name.removesuffix(': ours')} ({total})"


def _cell(found: Slice | None) -> str:
    if found is None or not found.total:
        return NONE
    return f"{100 * found.count(GOOD) / found.total:.1f} / {100 * found.count(HARMFUL) / found.total:.1f}"


def _aspect(found: Slice | None) -> str:
    asked = found.aspects.total() if found else 0
    return f"{100 * found.aspects[True] / asked:.1f}" if found and asked else NONE
