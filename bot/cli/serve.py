"""`troly serve`: the server."""

from __future__ import annotations

import os

import click

from bot.cli.output import plain_errors


@click.command()
def serve() -> None:
    """Serve the web page, the API and the messengers."""
    # The matrices of a turn are small: more threads only wait for one another, at the cost of the other core. Read when
    # NumPy is imported. A minute of 30 messages a second: 47 s of system time with them, 7 s without.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from bot.app import run_server
    from bot.settings import read_settings

    with plain_errors():
        run_server(read_settings())
