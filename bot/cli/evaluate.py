"""`troly evaluate`: what a model is worth on held-out questions, and what changed between two evaluations."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.output import plain_errors

if TYPE_CHECKING:
    from bot.adapters.question_files import HeldOut


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--model", default="", help="Name of the model; the one that serves when not given.")
@click.option("--errors", type=int, default=0, show_default=True, help="Print this many harmful answers.")
@click.option("--missed", type=int, default=0, show_default=True, help="Print this many questions that were missed.")
@click.option("--compare", nargs=2, metavar="RUN_A RUN_B", help="Compare two kept runs instead, case by case.")
def evaluate(files: tuple[Path, ...], model: str, errors: int, missed: int, compare: tuple[str, str] | None) -> None:
    """Ask a model the labelled questions of FILES (all of tests/evaluation when not given) and keep the result."""
    from bot.settings import read_settings

    with plain_errors():
        folder = read_settings().evaluations
        if compare:
            _compare(folder, *compare)
            return
        _evaluate(folder, files, model, errors, missed)


def _evaluate(folder: Path, files: tuple[Path, ...], model: str, errors: int, missed: int) -> None:
    from bot.adapters.evaluation_runs import CURVE, Run, write_run
    from bot.adapters.model_files import live_model, version_of
    from bot.adapters.model_registry import FileModelRegistry
    from bot.bootstrap import build_evaluating, evaluation_key
    from bot.cli.evaluation_table import confusion_lines, error_lines, slice_lines
    from bot.settings import PROJECT, read_settings

    settings = read_settings()
    held_out = _held_out(files)
    registry = FileModelRegistry(settings.models)
    version = model or version_of(live_model(settings.models))
    config = registry.get(version).config or (PROJECT / "config.yml").read_text(encoding="utf-8")
    with contextlib.redirect_stdout(sys.stderr):
        evaluating = build_evaluating(settings.models / f"{version}.tar.gz")
        found = asyncio.run(evaluating.run(held_out.cases, held_out.pairs, key=evaluation_key(held_out)))
    target = write_run(folder, Run(version, config, tuple(map(str, files)) or ("tests/evaluation",), found))
    for line in (*slice_lines(found), *confusion_lines(found), *error_lines(found, errors, missed)):
        click.echo(line)
    click.echo(f"kept in {target} (picture: {CURVE})")


def _held_out(files: tuple[Path, ...]) -> HeldOut:
    from bot.adapters.question_files import read_files, read_folder
    from bot.bootstrap import HELD_OUT
    from bot.domain.errors import EvaluationError

    held_out = read_files(files) if files else read_folder(HELD_OUT)
    if held_out is None:
        raise EvaluationError(f"{HELD_OUT}: expected question files (*.jsonl), got none. Next step: name the files")
    return held_out


def _compare(folder: Path, first: str, second: str) -> None:
    from bot.adapters.evaluation_runs import read_run
    from bot.cli.evaluation_table import change_lines, comparison_lines

    before, after = read_run(folder, first), read_run(folder, second)
    for line in (*comparison_lines(before, after), *change_lines(before, after)):
        click.echo(line)
