"""`troly questions`: what waits for an officer."""

from __future__ import annotations

import click

from bot.cli.output import plain_errors


@click.command()
@click.option(
    "--state",
    type=click.Choice(["new", "claimed", "answered", "approved", "dismissed"]),
    default="new",
    show_default=True,
)
def questions(state: str) -> None:
    """List the questions that wait for an officer, oldest first."""
    from bot.adapters.sqlite_store.database import open_database
    from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
    from bot.domain.question import QuestionState
    from bot.settings import read_settings

    with plain_errors():
        store = SqliteTurnStore(open_database(read_settings().database))
        for question in store.questions(QuestionState(state)):
            click.echo(
                f"{question.code}  {question.asked_at:%Y-%m-%d %H:%M}  {question.channel:9} {question.reason:16} "
                f"{question.text}"
            )
