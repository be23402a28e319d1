"""Runs a simulation: stand-in, server, residents, kills; then says what became of every message."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from simulation.drivers import DRIVERS, Driver
from simulation.ledger import Ledger, percentile
from simulation.script import Script
from simulation.server import Server
from simulation.traffic import Traffic

DRAIN_SECONDS = 60.0
# After the last answer: time in which a second copy of an answer would still come.
SECONDS_FOR_COPIES = 3.0


@dataclass(frozen=True)
class Plan:
    """What is simulated. `at_once` lets all residents ask in the same moment before the steady traffic."""

    channel: str
    users: int
    minutes: float
    rate: float
    kills: int = 0
    at_once: bool = False
    seed: int = 1


def run(plan: Plan, say: Callable[[str], None]) -> bool:
    """Runs a plan and prints its figures; False when something was lost, came twice or out of order."""
    driver, ledger = DRIVERS[plan.channel](), Ledger()
    say("asking the model beforehand which answers belong to the questions ...")
    script = Script.prepare(plan.seed)
    traffic = Traffic(driver, script, ledger, plan.users, plan.seed)
    with tempfile.TemporaryDirectory(prefix="troly-simulation-") as folder:
        server = Server(Path(folder))
        driver.start(traffic.arrived)
        try:
            say(f"starting the server ({len(script.questions)} questions with known answers) ...")
            server.start(driver.settings(server.url))
            end_watching = server.watch()
            begin = time.monotonic()
            memory = server.memory_mb()
            if plan.at_once:
                traffic.everyone_asks()
                _drain(ledger)
                _say_latencies(f"{plan.users} residents at once", ledger, server, say)
            seconds = _steady(plan, driver, traffic, server, say)
            _drain(ledger)
            wall = time.monotonic() - begin
            end_watching()
            grown = server.memory_mb() - memory
            server.stop()
        finally:
            driver.stop()
        for line in _report(plan, ledger, server, driver, seconds, wall, grown):
            say(line)
        for line in server.complaints()[:20]:
            say(f"server log: {line[:300]}")
    return not (ledger.lost() or ledger.duplicated or ledger.out_of_order or ledger.unexpected)


def _steady(plan: Plan, driver: Driver, traffic: Traffic, server: Server, say: Callable[[str], None]) -> float:
    """Traffic at the planned rate; the time in which the server is down does not count."""
    begin, sent = time.monotonic(), 0
    kills = [plan.minutes * 60 * (number + 0.5) / plan.kills for number in range(plan.kills)]
    killing: threading.Thread | None = None

    def up_seconds() -> float:
        now = time.monotonic()
        return now - begin - sum(up - down for down, up in server.downtimes if down >= begin)

    while (up := up_seconds()) < plan.minutes * 60 or (killing and killing.is_alive()):
        is_up = killing is None or not killing.is_alive()
        if is_up and kills and up >= kills[0]:
            kills.pop(0)
            say(f"kill -9 after {up:.0f} s")
            killing = threading.Thread(target=server.kill_and_start, args=[driver.settings(server.url)])
            killing.start()
        if sent < up * plan.rate:
            # While the server is down, `up` runs ahead; residents who wait do not ask again.
            sent += traffic.step() or 1
        else:
            time.sleep(0.002)
    return up_seconds()


def _drain(ledger: Ledger) -> None:
    end = time.monotonic() + DRAIN_SECONDS
    while ledger.lost() and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(SECONDS_FOR_COPIES)


def _say_latencies(name: str, ledger: Ledger, server: Server, say: Callable[[str], None]) -> None:
    for line in _latencies(name, ledger, server):
        say(line)


def _latencies(name: str, ledger: Ledger, server: Server) -> Iterator[str]:
    spans = [(asked.at, asked.answered_at) for asked in ledger.all() if asked.answered_at is not None]
    late = [end - begin for begin, end in spans if not server.is_down_between(begin, end)]
    figures = ", ".join(f"{label} {percentile(late, share):.3f} s" for label, share in
                        (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0)))  # fmt: skip
    yield f"{name}: {figures} (of {len(late)} answers)"
    through = [end - begin for begin, end in spans if server.is_down_between(begin, end)]
    if through:
        yield f"{name}, those that waited for a restart: {len(through)} answers, longest {max(through):.1f} s"


def _report(
    plan: Plan, ledger: Ledger, server: Server, driver: Driver, seconds: float, wall: float, grown: float
) -> Iterator[str]:
    asked = ledger.all()
    yield ""
    yield f"channel {plan.channel}, {plan.users} residents, {plan.minutes:g} min at {plan.rate:g}/s, {plan.kills} kills"
    yield f"messages: {len(asked)} ({len(asked) / seconds:.1f}/s while the server was up)"
    yield f"lost: {len(ledger.lost())} {[asked.expected for asked in ledger.lost()[:3]] or ''}"
    yield f"twice: {ledger.duplicated}"
    yield f"out of order: {ledger.out_of_order}"
    yield f"unexpected: {len(ledger.unexpected)} {ledger.unexpected[:3] or ''}"
    yield from _latencies("answer after", ledger, server)
    yield (
        f"/healthz: p50 {percentile(server.health, 0.5):.3f} s, p95 {percentile(server.health, 0.95):.3f} s, "
        f"max {percentile(server.health, 1):.3f} s, failed while up: {server.health_failures}"
    )
    if server.downtimes:
        yield f"restarts took {', '.join(f'{up - down:.1f} s' for down, up in server.downtimes)}"
    yield f"server: {server.cpu_seconds / wall:.0%} of one core with its starts, memory grew by {grown:.0f} MB"
    yield from (f"{name}: {value}" for name, value in driver.figures().items())
