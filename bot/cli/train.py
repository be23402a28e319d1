"""`troly train`: checks the data, trains a model, and lets it serve when the gate says so."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from typing import TextIO

import click

from bot.cli.output import plain_errors


@click.command()
@click.option("--if-stale", is_flag=True, help="Only when no model was trained from the present inputs.")
@click.option("--fresh", is_flag=True, help="Train every component again instead of reusing the cache.")
@click.option("--jsonl", is_flag=True, help='Write the progress as one {"step", "detail"} a line.')
def train(if_stale: bool, fresh: bool, jsonl: bool) -> None:
    """Check the data, train a model, evaluate it, and let it serve unless it is worse than the one that does."""
    from bot.adapters.knowledge.project_knowledge import load_project_knowledge, taught_fingerprint
    from bot.adapters.model_registry import FileModelRegistry
    from bot.bootstrap import build_training
    from bot.cli.evaluation_table import gate_lines, slice_lines
    from bot.services.training import Progress
    from bot.settings import PROJECT, read_settings

    out = sys.stdout

    def told(progress: Progress) -> None:
        _tell(progress, out, jsonl=jsonl)

    with plain_errors():
        settings = read_settings()
        for problem in load_project_knowledge().problems:
            click.echo(f"left out: {problem}", err=True)
        if if_stale and not FileModelRegistry(settings.models).is_stale(PROJECT, taught_fingerprint()):
            return
        with contextlib.redirect_stdout(sys.stderr):
            trained = asyncio.run(build_training(settings).run(fresh=fresh, told=told))
    if jsonl:
        return
    lines = slice_lines(trained.evaluation) if trained.evaluation else []
    for line in (*lines, *gate_lines(trained.model, trained.gate)):
        click.echo(line)


def _tell(progress: object, out: TextIO, *, jsonl: bool) -> None:
    from bot.services.training import Progress

    assert isinstance(progress, Progress)  # noqa: S101 - narrows the lazily imported type
    if jsonl:
        out.write(json.dumps({"step": progress.step.value, "detail": progress.detail}, ensure_ascii=False) + "\n")
    else:
        out.write(f"{progress.step.value.replace('_', ' ')} {progress.detail}".rstrip() + "\n")
    out.flush()
