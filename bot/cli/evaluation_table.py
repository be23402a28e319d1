"""Evaluations as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.comparison import Paired, changes, compare
from bot.domain.evaluation import GOOD, HARMFUL, Judged, Slice, Verdict, confusions
from bot.domain.evaluation_result import MEDIAN, P95, Evaluation
from bot.domain.model_version import ModelVersion
from bot.domain.promotion import GateResult
from bot.domain.statistics import wilson

NAME_WIDTH = 28
MOST_CONFUSIONS = 15
SHOWN_CHARACTERS = 110
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


def confusion_lines(evaluation: Evaluation, most: int = MOST_CONFUSIONS) -> Iterator[str]:
    """What was taken for what, most often first."""
    found = confusions(evaluation.judged).most_common(most)
    if found:
        yield "confusions (expected -> answered):"
    for (expected, got), count in found:
        yield f"  {expected or 'not ours'} -> {got or 'a guide'}: {count}"


def error_lines(evaluation: Evaluation, harmful: int, missed: int) -> Iterator[str]:
    """Some harmful answers and some questions that were missed, the surest mistakes first."""
    by_confidence = sorted(evaluation.judged, key=lambda one: -one.given.confidence)
    yield from (_case_line(one) for one in [one for one in by_confidence if one.is_harmful][:harmful])
    yield from (_case_line(one) for one in [one for one in by_confidence if one.verdict is Verdict.MISSED][:missed])


def comparison_lines(before: Evaluation, after: Evaluation) -> Iterator[str]:
    """Every slice before and after; p is the exact McNemar value of the split."""
    if before.key != after.key:
        yield "the questions or the program differ between the two: only questions of both are compared"
    for found in compare(before, after):
        yield (
            f"{found.name:{NAME_WIDTH}} n={found.questions:4}  good {_split(found.good)}  "
            f"harmless {_split(found.harmless)}  at once {_split(found.right)}  aspect {_split(found.aspect)}"
        )


def change_lines(before: Evaluation, after: Evaluation) -> Iterator[str]:
    """Every question whose verdict or aspect changed, losses first."""
    changed = sorted(changes(before, after), key=lambda pair: (pair.after.is_good, pair.after.case.kind))
    yield f"{len(changed)} questions changed:"
    for pair in changed:
        old, new = (
            f"{one.verdict}{'' if one.aspect_right is not False else ' (aspect wrong)'}"
            for one in (pair.before, pair.after)
        )
        yield f"  {pair.after.case.kind}: {old} -> {new}: {pair.after.case.text[:SHOWN_CHARACTERS]!r}"


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


def _split(paired: Paired) -> str:
    return f"+{paired.gained} -{paired.lost} (p={paired.chance:.2f})"


def _case_line(one: Judged) -> str:
    got = " ".join(one.given.codes or one.given.topics) or "nothing"
    expected = " ".join(one.case.topics) or one.case.outcome.value
    return (
        f"{one.verdict} ({one.case.kind}, {one.given.confidence:.2f}): {one.case.text[:SHOWN_CHARACTERS]!r} -> "
        f"{one.given.outcome} {got}, expected {expected}"
    )
