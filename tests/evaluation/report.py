"""Prints the evaluation on held-out questions by slice: `python -m tests.evaluation.report [--errors]`."""

from __future__ import annotations

import sys

from bot.bootstrap import catalogue
from bot.channels.terminal import Terminal
from tests.evaluation.asking import KINDS, ask_all
from tests.evaluation.scoring import read_cases, score, verdict


def main() -> None:
    """Asks all held-out questions and prints one line a slice."""
    cases = read_cases(KINDS)
    answers = ask_all(cases, Terminal.start())
    for name, found in sorted(score(cases, answers, catalogue()).items()):
        total = found.verdicts.total()
        shares = "  ".join(f"{v} {100 * n / total:5.1f}% ({n})" for v, n in found.verdicts.most_common())
        asked = found.aspects.total()
        aspect = f"  aspect {100 * found.aspects[True] / asked:.1f}%" if asked else ""
        sys.stdout.write(f"{name:28} n={total:4}  {shares}{aspect}\n")
    latencies = sorted(answer["latency_ms"] for answer in answers)
    middle, late = latencies[len(latencies) // 2], latencies[int(len(latencies) * 0.95)]
    sys.stdout.write(f"latency ms: median {middle:.1f}, p95 {late:.1f}\n")
    if "--errors" in sys.argv:
        for case, answer in zip(cases, answers, strict=True):
            if (found := verdict(case, answer, catalogue())) in ("wrong", "false"):
                sys.stdout.write(
                    f"{found}: {case['text'][:100]!r} -> {answer['topics'][:3]}, expected {case['topics']}\n"
                )


if __name__ == "__main__":
    main()
