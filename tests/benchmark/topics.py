"""What the number of topics costs: a turn with all of them and a long tail of 5,900 in all, beside one with 100.

`python -m tests.benchmark.topics [--turns N]`. Two copies of the project are trained without a cache and asked in turn,
in processes of their own; it prints figures beside the bars and never fails on one. Besides the time on the clock it
tells the time of the processor, which other programs on the machine do not change.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from bot.bootstrap import catalogue
from bot.domain.evaluation_result import MEDIAN, P95
from bot.settings import read_settings
from tests.benchmark.figures import Measured, percentile
from tests.benchmark.processes import leave_on_termination, run
from tests.benchmark.project_copy import Outcome, ProjectCopy, with_long_tail, with_topics
from tests.benchmark.turns import machine

ALL, FEW = 5900, 100
ROUNDS = 3
LIMIT_SECONDS = 1800.0
BARS = {
    "turn, median ms": 25.0,
    "turn, p95 ms": 60.0,
    "turn with all / with 100 topics": 1.3,
    "peak of memory, MiB": 1024.0,
    "training and evaluation, s": 300.0,
    "start to ready, s": 20.0,
}


def measured(copy: ProjectCopy, turns: int) -> Measured:
    """Turns of fresh senders in a process of its own."""
    out = copy.folder / "measured.json"
    command = [sys.executable, "-m", "tests.benchmark.embedded", "--out", str(out), "--turns", str(turns)]
    command += ["--conversations", "1", "--spawned-at", str(time.monotonic())]
    run(command, folder=copy.folder, log=copy.folder / "turns.log", variables=copy.variables(), limit=LIMIT_SECONDS)
    return Measured.read(out)


def lines(few: list[Measured], everything: list[Measured], trained: Outcome) -> list[tuple[str, float]]:
    """All figures: the best of the rounds, since other programs only ever add to a time."""

    def best(found: list[Measured], share: float) -> float:
        return min(percentile(one.turns_ms, share) for one in found)

    def cpu(found: list[Measured], share: float) -> float:
        return min(percentile(one.turns_cpu_ms, share) for one in found)

    return [
        ("turn, median ms", best(everything, MEDIAN)),
        ("turn, p95 ms", best(everything, P95)),
        ("turn with all / with 100 topics", best(everything, MEDIAN) / best(few, MEDIAN)),
        ("turn, median ms of the processor", cpu(everything, MEDIAN)),
        ("turn, p95 ms of the processor", cpu(everything, P95)),
        ("turn with all / with 100 topics, processor", cpu(everything, MEDIAN) / cpu(few, MEDIAN)),
        ("peak of memory, MiB", max(one.peak_mib for one in everything)),
        ("training and evaluation, s", trained.seconds),
        ("start to ready, s", min(one.ready_seconds for one in everything)),
    ]


def main() -> None:
    """Trains both copies, measures them alternately and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=300)
    given = parser.parse_args()
    leave_on_termination()
    print(machine(), flush=True)
    work = Path(read_settings().data_dir / "benchmark" / "topics")
    few = ProjectCopy(work / "few", with_topics(FEW))
    everything = ProjectCopy(work / "all", with_long_tail(ALL - len(catalogue())))
    print("training both (minutes)", file=sys.stderr, flush=True)
    few.trained()
    trained = everything.trained()
    rounds = [(measured(few, given.turns), measured(everything, given.turns)) for _ in range(ROUNDS)]
    for name, value in lines([one for one, _ in rounds], [one for _, one in rounds], trained):
        bar = f"(bar {BARS[name]:g})" if name in BARS else ""
        print(f"{name:44}{value:10.2f}  {bar}".rstrip())
    print(f"- {len(catalogue())} topics and a long tail filled up to {ALL}; beside it {FEW} topics and no long tail")
    print(f"- {given.turns} turns of fresh senders, {ROUNDS} rounds in turn, the best of each")


if __name__ == "__main__":
    main()
