"""`troly train-dialogue`: fits when a message goes on with the topic of the conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.output import plain_errors

if TYPE_CHECKING:
    from nlu.dialogue.continuation_training import LabelledTurn
    from nlu.dialogue.conversations import Turn


@click.command("train-dialogue")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to", "target", type=click.Path(path_type=Path), help="Where to write; the project's own file by default."
)
def train_dialogue(files: tuple[Path, ...], target: Path | None) -> None:
    """Fit the continuation model on labelled conversations (data/dialogues without FILES), with the live model."""
    from bot.adapters.continuation_file import save_continuation
    from bot.adapters.system_clock import SystemClock
    from bot.bootstrap import CONTINUATION, catalogue
    from bot.settings import read_settings
    from nlu.dialogue.continuation_training import fit_continuation
    from nlu.dialogue.conversations import read_turns

    with plain_errors():
        paths = files or tuple(sorted(CONTINUATION.parent.glob("*.jsonl")))
        turns = [turn for path in paths for turn in read_turns(path, catalogue())]
        labelled = asyncio.run(_labelled(read_settings().models, turns))
        try:
            model, right = fit_continuation(labelled)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        path = target or CONTINUATION
        save_continuation(path, model, fitted=SystemClock().now().date(), turns=len(turns), right=right)
    click.echo(f"{path.name}: {len(turns)} turns, {right:.1%} told right when their conversation was left out")


async def _labelled(models: Path, turns: Sequence[Turn]) -> list[LabelledTurn]:
    """The signals of each turn, as the model that serves understands it."""
    from bot.adapters.model_files import live_model
    from bot.adapters.parse_data import understanding_of
    from bot.adapters.rasa_agent import RasaAgentEngine
    from bot.adapters.sqlite_store.database import open_database
    from bot.bootstrap import catalogue
    from bot.domain.understanding import Context
    from bot.services.continuing import signals
    from nlu.dialogue.continuation_training import LabelledTurn

    engine = RasaAgentEngine(live_model(models), open_database(None))
    labelled = []
    for turn in turns:
        seen = understanding_of(await engine.parse(turn.text))
        found = signals(seen, Context(topic=turn.before), catalogue())
        labelled.append(LabelledTurn(turn.conversation, found, turn.goes_on))
    return labelled
