"""`troly outbox`: what did not get to residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.output import plain_errors

if TYPE_CHECKING:
    from bot.services.undelivered import Undelivered

SHOWN_CHARACTERS = 100


@click.group()
def outbox() -> None:
    """See, send again or drop answers that did not get to residents."""


@outbox.command("list")
@click.option("--limit", default=50, show_default=True, help="How many to show.")
def list_letters(limit: int) -> None:
    """List dead letters, answers in doubt after a crash, and replies that wait until the resident writes."""
    with plain_errors():
        undelivered = _undelivered()
        counts, letters = undelivered.counts(), undelivered.letters(limit=limit)
    for (channel, state), number in sorted(counts.items()):
        click.echo(f"{channel}\t{state}\t{number}")
    if letters:
        click.echo("\nNUMBER\tSTATE\tCHANNEL\tSINCE\tTRIES\tREASON\tTEXT")
    for letter in letters:
        text = " ".join(letter.answer.text.split())[:SHOWN_CHARACTERS]
        since = f"{letter.created_at:%Y-%m-%d %H:%M}"
        click.echo(f"{letter.id}\t{letter.state}\t{letter.channel}\t{since}\t{letter.attempts}\t{letter.error}\t{text}")


@outbox.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
def resend(numbers: tuple[int, ...]) -> None:
    """Send the answers with these NUMBERS again; a running server takes them within a second."""
    with plain_errors():
        undelivered = _undelivered()
        for number in numbers:
            undelivered.resend(number)
            click.echo(f"outbox {number}: waits to be sent")


@outbox.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
def drop(numbers: tuple[int, ...]) -> None:
    """Give the answers with these NUMBERS up; their text and address are wiped."""
    with plain_errors():
        undelivered = _undelivered()
        for number in numbers:
            undelivered.drop(number)
            click.echo(f"outbox {number}: dropped")


def _undelivered() -> Undelivered:
    from bot.adapters.sqlite_store.database import open_database
    from bot.adapters.sqlite_store.letter_store import SqliteLetterStore
    from bot.services.undelivered import Undelivered
    from bot.settings import read_settings

    return Undelivered(SqliteLetterStore(open_database(read_settings().database)))
