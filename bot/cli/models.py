"""`troly models`: which model serves, what each was worth, and the way back."""

from __future__ import annotations

import getpass
import json
from typing import TYPE_CHECKING

import click

from bot.cli.output import plain_errors

if TYPE_CHECKING:
    from bot.adapters.model_registry import FileModelRegistry
    from bot.services.promoting import Promoting


@click.group()
def models() -> None:
    """List, show, promote and roll back models; a running server follows within seconds."""


@models.command("list")
def list_models() -> None:
    """List all models, oldest first, with what they are and how they were judged."""
    with plain_errors():
        for model in _registry().versions():
            ours = (model.figures or {}).get("all: ours", {})
            good, total = ours.get("right", 0) + ours.get("offered", 0), ours.get("questions", 0)
            shown = f"{good}/{total} right or offered, {ours.get('wrong', 0)} wrong" if total else "not evaluated"
            click.echo(f"{model.version}  {model.state.value:11}  {model.trained_at:%Y-%m-%d %H:%M}  {shown}")


@models.command()
@click.argument("version")
@click.option("--json", "as_json", is_flag=True, help="The whole record as JSON.")
def show(version: str, as_json: bool) -> None:
    """Show the record of VERSION: state, reasons, history, and its figures by slice."""
    from bot.cli.evaluation_table import slice_lines

    with plain_errors():
        registry = _registry()
        model = registry.get(version)
        evaluation = registry.evaluation(version)
    if as_json:
        click.echo(json.dumps(model.as_dict(), ensure_ascii=False, indent=1))
        return
    click.echo(f"{model.version}: {model.state.value}, trained {model.trained_at:%Y-%m-%d %H:%M}")
    for reason in model.reasons:
        click.echo(f"  {reason}")
    for moment, by in model.went_live:
        click.echo(f"  went live {moment:%Y-%m-%d %H:%M} by {by}")
    for line in slice_lines(evaluation) if evaluation else ["not evaluated"]:
        click.echo(line)


@models.command()
@click.argument("version")
@click.option("--by", default="", help="Who decides, for the record; the name of this account when not given.")
def promote(version: str, by: str) -> None:
    """Let VERSION serve, whatever the gate said."""
    with plain_errors():
        model = _promoting().promote(version, by or getpass.getuser())
    click.echo(f"{model.version}: live")


@models.command()
@click.option("--by", default="", help="Who decides, for the record; the name of this account when not given.")
def rollback(by: str) -> None:
    """Let the model serve that served before."""
    with plain_errors():
        model = _promoting().roll_back(by or getpass.getuser())
    click.echo(f"{model.version}: live")


def _registry() -> FileModelRegistry:
    from bot.adapters.model_registry import FileModelRegistry
    from bot.settings import read_settings

    return FileModelRegistry(read_settings().models)


def _promoting() -> Promoting:
    from bot.adapters.system_clock import SystemClock
    from bot.services.promoting import Promoting

    return Promoting(_registry(), SystemClock())
