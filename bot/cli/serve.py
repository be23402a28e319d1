"""`troly serve`: the server."""

from __future__ import annotations

import click

from bot.cli.output import plain_errors


@click.command()
def serve() -> None:
    """Serve the web page, the API and the messengers."""
    from bot.app import run_server
    from bot.settings import read_settings

    with plain_errors():
        run_server(read_settings())
