"""`troly reply`: an officer's reply from the terminal."""

from __future__ import annotations

import click

from bot.cli.output import plain_errors


@click.command()
@click.argument("code")
@click.argument("text")
@click.option("--officer", required=True, help="Name of the officer, for the record.")
def reply(code: str, text: str, officer: str) -> None:
    """Reply to the question CODE with TEXT; the resident gets it where the question came from."""
    from bot.adapters.sqlite_store.database import open_database
    from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
    from bot.bootstrap import wording
    from bot.services.replying import Replying
    from bot.settings import read_settings

    with plain_errors():
        store = SqliteTurnStore(open_database(read_settings().database))
        Replying(store, wording()).reply(code, text, officer)
    click.echo(f"{code}: replied")
