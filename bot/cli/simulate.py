"""`troly simulate`: residents on a stand-in of a platform use the running assistant; what became of their messages."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import click


@click.command()
@click.option("--channel", default="telegram", show_default=True, help="Which platform; a wrong name lists them.")
@click.option("--users", default=200, show_default=True, help="How many residents.")
@click.option("--minutes", default=1.0, show_default=True, help="How long, without the time of restarts.")
@click.option("--rate", default=40.0, show_default=True, help="Messages a second, all residents together.")
@click.option("--kills", default=0, show_default=True, help="How often the server is killed (-9) and started again.")
@click.option("--at-once", is_flag=True, help="First let all residents ask in the same moment.")
@click.option("--seed", default=1, show_default=True, help="Another number gives other questions.")
def simulate(channel: str, users: int, minutes: float, rate: float, kills: int, at_once: bool, seed: int) -> None:
    """Simulate residents and print throughput, latencies and what was lost, doubled or out of order.

    Starts a stand-in of the platform and a `troly serve` of its own on loopback, with a database of its own; the
    assistant that is running is not touched.
    """
    running = _simulation("running")
    if channel not in running.DRIVERS:
        raise click.ClickException(f"--channel: expected one of {', '.join(running.DRIVERS)}, got {channel}")
    plan = running.Plan(channel, users, minutes, rate, kills, at_once, seed)
    if not running.run(plan, click.echo):
        raise click.exceptions.Exit(1)


def _simulation(module: str) -> Any:
    from bot.settings import PROJECT

    tests: Path = PROJECT / "tests"
    if not (tests / "simulation").is_dir():
        raise click.ClickException(
            f"{tests}: expected the folder of test tools, which holds the stand-ins of the platforms. "
            "Next step: run this in a checkout of the whole repository"
        )
    sys.path.insert(0, str(tests))
    return importlib.import_module(f"simulation.{module}")
