"""`troly train-dialogue`: fits how topics are ranked for a message of a conversation."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.output import plain_errors

if TYPE_CHECKING:
    from nlu.dialogue.contextual_training import LabelledTurn
    from nlu.dialogue.conversations import Turn


LINKER = "nlu.topic_linker.TopicLinker"


@click.command("train-dialogue")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to", "target", type=click.Path(path_type=Path), help="Where to write; the project's own file by default."
)
def train_dialogue(files: tuple[Path, ...], target: Path | None) -> None:
    """Fit how topics rank in a conversation on labelled ones (data/dialogues without FILES).

    Plain changes of matter are added, a name of each topic after an unrelated one (nlu/dialogue/plain_changes.py).
    Trains a model for each fold of the conversations, without it, so that no turn is read by a model that learned it.
    """
    from bot.adapters.contextual_choice_file import save_contextual_choice
    from bot.adapters.question_frames import read_frames
    from bot.adapters.system_clock import SystemClock
    from bot.bootstrap import CONTEXTUAL_CHOICE, catalogue
    from nlu.dialogue.contextual_training import fit_contextual_choice
    from nlu.dialogue.conversations import FOLDS, conversation_files, fold_of, read_turns
    from nlu.dialogue.plain_changes import plain_changes
    from nlu.lexicon_files import LEXICONS

    with plain_errors(), tempfile.TemporaryDirectory() as folder:
        paths = files or conversation_files()
        turns = [turn for path in paths for turn in read_turns(path, catalogue())]
        turns += plain_changes(catalogue(), read_frames(LEXICONS / "question_frames.yml"))
        labelled: list[LabelledTurn] = []
        for fold in range(FOLDS):
            click.echo(f"training without the conversations of fold {fold + 1} of {FOLDS}")
            model = _trained_without(fold, Path(folder))
            labelled += asyncio.run(_labelled(model, [turn for turn in turns if fold_of(turn.conversation) == fold]))
        try:
            choice, right = fit_contextual_choice(labelled)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        path = target or CONTEXTUAL_CHOICE
        save_contextual_choice(path, choice, fitted=SystemClock().now().date(), turns=len(labelled), right=right)
    click.echo(f"{path.name}: {len(labelled)} turns, {right:.1%} right when their conversation was left out")
    click.echo(f"left out: {len(turns) - len(labelled)} turns whose topic was not among those that are looked at")


def _trained_without(fold: int, folder: Path) -> Path:
    """A model that has not learned from the conversations of a fold."""
    from bot.adapters.pipeline_config import with_component_settings
    from bot.adapters.rasa_training import train_archive
    from bot.settings import PROJECT

    config = (PROJECT / "config.yml").read_text(encoding="utf-8")
    path = folder / f"without_{fold}.yml"
    path.write_text(with_component_settings(config, LINKER, {"conversations_without": fold}), encoding="utf-8")
    with contextlib.redirect_stdout(sys.stderr):
        return train_archive(PROJECT, folder, f"without_{fold}", config=path)


async def _labelled(model: Path, turns: Sequence[Turn]) -> list[LabelledTurn]:
    """The features of each turn, as a model reads it."""
    from bot.adapters.parse_data import understanding_of
    from bot.adapters.rasa_agent import RasaAgentEngine
    from bot.adapters.sqlite_store.database import open_database
    from bot.bootstrap import catalogue
    from bot.services.contextual import features
    from nlu.dialogue.contextual_training import DRILL, LabelledTurn

    engine = RasaAgentEngine(model, open_database(None))
    labelled = []
    for turn in turns:
        seen = understanding_of(await engine.parse(turn.text, turn.context))
        found = seen.in_context
        meant = [topic.topic in turn.meant for topic in found.topics] if found else []
        if found and any(meant) == bool(turn.meant):
            of_topics, of_message = features(seen, found, turn.context, catalogue())
            weight = DRILL if turn.is_drill else 1.0
            labelled.append(LabelledTurn(turn.conversation, of_topics, of_message, meant, weight))
    return labelled
