"""What both sides of the benchmark share: the questions, the statistics and the memory of a process."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

EVALUATION = Path(__file__).resolve().parent.parent / "evaluation"
QUESTION_FILES = ("everyday.jsonl", "no_marks.jsonl")
CONVERSATION_TURNS = 21
KIB_PER_MIB = 1024


@dataclass
class Measured:
    """Figures of one set-up; times in milliseconds unless the name says otherwise.

    Attributes:
        ready_seconds: from the start of its processes until a question can be asked.
        first_ms: the first turn after that; not among `turns_ms`.
        turns_ms: turns of fresh senders.
        turns_cpu_ms: the same turns in time of the processor.
        early_ms: for each conversation its turns 1 and 2.
        late_ms: for each conversation its turns 20 and 21, which ask the same again.
        answered: turns of fresh senders that got an answer.
        resident_mib: resident memory of all its processes after the turns.
        peak_mib: the sum of the highest that each of them had.
    """

    ready_seconds: float = 0.0
    first_ms: float = 0.0
    turns_ms: list[float] = field(default_factory=list)
    turns_cpu_ms: list[float] = field(default_factory=list)
    early_ms: list[list[float]] = field(default_factory=list)
    late_ms: list[list[float]] = field(default_factory=list)
    answered: int = 0
    resident_mib: float = 0.0
    peak_mib: float = 0.0

    def history_ratio(self) -> float | None:
        """Median over the conversations of turns 20 and 21 against turns 1 and 2; None without conversations."""
        ratios = [sum(late) / sum(early) for early, late in zip(self.early_ms, self.late_ms, strict=True)]
        return statistics.median(ratios) if ratios else None

    def write(self, path: Path) -> None:
        """Writes the figures as JSON."""
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> Measured:
        """Reads what `write` wrote."""
        values: dict[str, Any] = json.loads(path.read_text())
        return cls(**values)


def read_questions() -> list[str]:
    """Questions of residents with and without tone marks, alternating while there are both."""
    found = [
        [json.loads(line)["text"] for line in (EVALUATION / name).read_text().splitlines() if line.strip()]
        for name in QUESTION_FILES
    ]
    longest = max(len(texts) for texts in found)
    return [texts[number] for number in range(longest) for texts in found if number < len(texts)]


def conversation(questions: Sequence[str], number: int) -> list[str]:
    """Texts of one conversation; its last two turns ask its first two again, so that they compare like with like."""
    fresh = CONVERSATION_TURNS - 2
    texts = [questions[(number * fresh + turn) % len(questions)] for turn in range(fresh)]
    return [*texts, *texts[:2]]


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest-rank percentile of one or more values."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def resident_mib(pid: int | str = "self") -> tuple[float, float]:
    """Resident memory of a process now and at its highest (VmRSS and VmHWM of Linux)."""
    lines = (Path("/proc") / str(pid) / "status").read_text().splitlines()
    kib = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines) if "kB" in rest}
    return kib["VmRSS"] / KIB_PER_MIB, kib["VmHWM"] / KIB_PER_MIB
