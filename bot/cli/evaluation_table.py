"""Evaluations as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.comparison import SliceComparison
from bot.domain.evaluation import GOOD, HARMFUL, Slice, Verdict
from bot.domain.evaluation_result import MEDIAN, P95, Evaluation
from bot.domain.model_version import ModelVersion
from bot.domain.promotion import GateResult
from bot.domain.statistics import wilson

NAME_WIDTH = 28
SHOWN = tuple(Verdict)


def slice_lines(evaluation: Evaluation) -> list[str]:
    """One line a slice: the share of each verdict, 95 % intervals of what helped and what harmed, the aspect."""
    lines = [_slice_line(name, found) for name, found in evaluation.slices.items()]
    median, late = evaluation.latency_ms(MEDIAN), evaluation.latency_ms(P95)
    lines.append(f"critical pairs confused: {len(evaluation.confused)} of {evaluation.pairs}")
    lines += [f"  {pair.text!r} answered as {pair.never}" for pair in evaluation.confused]
    return [*lines, f"latency ms: median {median:.1f}, p95 {late:.1f}"]


def gate_lines(model: ModelVersion, gate: GateResult) -> Iterator[str]:
    """What the gate decided and why."""
    if gate.passed:
        yield f"{model.version}: live"
        yield from (f"  {reason}" for reason in model.reasons)
        return
    yield f"{model.version}: kept back, the model before goes on"
    yield from (f"  {reason}" for reason in model.reasons)
    yield f"Next step: mend what it lost, or take it all the same: troly models promote {model.version}"


def comparison_line(found: SliceComparison) -> str:
    """One slice before and after."""
    return (
        f"{found.name:{NAME_WIDTH}} n={found.questions:4}  helped +{found.good.gained} -{found.good.lost} "
        f"(p={found.good.chance:.3f})  harmed +{found.harmless.lost} -{found.harmless.gained} "
        f"(p={found.harmless.chance:.3f})  aspect +{found.aspect.gained} -{found.aspect.lost}"
    )


def interval(count: int, total: int) -> str:
    """A share with its 95 % interval, in percent."""
    low, high = wilson(count, total)
    return f"{100 * count / max(1, total):.1f}% [{100 * low:.0f}-{100 * high:.0f}]"


def _slice_line(name: str, found: Slice) -> str:
    shares = "  ".join(f"{verdict} {found.verdicts[verdict]}" for verdict in SHOWN if found.verdicts[verdict])
    good = interval(found.count(GOOD), found.total)
    bad = interval(found.count(HARMFUL), found.total)
    asked = found.aspects.total()
    aspect = f"  aspect {interval(found.aspects[True], asked)}" if asked else ""
    return f"{name:{NAME_WIDTH}} n={found.total:4}  good {good:18} harmful {bad:16}{aspect}  ({shares})"
