"""`troly open-data`: publish the months that have settled."""

from __future__ import annotations

import click

from bot.cli.output import plain_errors


@click.command("open-data")
def open_data() -> None:
    """Add the months that have been over for ten days to the open data; what was published does not change."""
    from bot.adapters.system_clock import SystemClock
    from bot.bootstrap import build_indicators
    from bot.settings import read_settings

    with plain_errors():
        parts = build_indicators(read_settings())
        months = parts.open_data.publish(SystemClock().today())
    click.echo(f"{', '.join(months) or 'no month'} published in {parts.open_data_files.public}")
