"""Measures the embedded engine in a process of its own; `turns.py` starts it with the moment of the start."""

from __future__ import annotations

import argparse
import asyncio
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmark.figures import Measured, conversation, read_questions, resident_mib

if TYPE_CHECKING:
    from bot.bootstrap import Application

CHANNEL = "terminal"


async def timed_turn(application: Application, sender: str, text: str) -> tuple[float, bool]:
    """Milliseconds of one whole turn (masking, understanding, answer, record), and whether it got an answer."""
    from bot.domain.message import Message
    from bot.domain.outcome import Outcome

    message = Message(CHANNEL, uuid.uuid4().hex, sender, text, datetime.now(UTC))
    started = time.perf_counter()
    reply = await application.conversing.take(message)
    taken = (time.perf_counter() - started) * 1000
    return taken, reply is not None and reply.answer.outcome is not Outcome.ERROR


async def measure(application: Application, turns: int, conversations: int) -> Measured:
    """Asks fresh senders, then holds conversations one after the other."""
    questions, found = read_questions(), Measured()
    found.first_ms, _ = await timed_turn(application, "first", questions[-1])
    for number in range(turns):
        begun = time.process_time()
        taken, answered = await timed_turn(application, f"fresh-{number}", questions[number % len(questions)])
        found.turns_cpu_ms.append((time.process_time() - begun) * 1000)
        found.turns_ms.append(taken)
        found.answered += answered
    for number in range(conversations):
        texts = conversation(questions, number)
        taken_ms = [(await timed_turn(application, f"talk-{number}", text))[0] for text in texts]
        found.early_ms.append(taken_ms[:2])
        found.late_ms.append(taken_ms[-2:])
    return found


def main() -> None:
    """Builds the application, measures and writes the figures to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--spawned-at", type=float, required=True, help="time.monotonic() of the parent (Linux)")
    parser.add_argument("--turns", type=int, required=True)
    parser.add_argument("--conversations", type=int, required=True)
    parser.add_argument("--on-disk", action="store_true", help="database in TROLY_DATA_DIR, as `troly serve` has it")
    given = parser.parse_args()

    from bot.bootstrap import build_application
    from bot.settings import read_settings

    application = build_application(read_settings(), in_memory=not given.on_disk)
    ready_seconds = time.monotonic() - given.spawned_at
    found = asyncio.run(measure(application, given.turns, given.conversations))
    found.ready_seconds = ready_seconds
    found.resident_mib, found.peak_mib = resident_mib()
    found.write(given.out)


if __name__ == "__main__":
    main()
