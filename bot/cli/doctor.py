"""`troly doctor`: what is wrong with files, addresses, tokens, webhooks and the clock."""

from __future__ import annotations

import click

from bot.cli.output import plain_errors


@click.command()
def doctor() -> None:
    """Look at files, addresses, tokens, webhooks and the clock, and say what to do.

    Changes nothing; may run beside the server. Ends with 1 when something is not well.
    """
    from bot.channels.examining import examine
    from bot.settings import read_settings

    is_well = True
    with plain_errors():
        for finding in examine(read_settings()):
            click.echo(str(finding))
            is_well = is_well and finding.is_well
    if not is_well:
        raise click.exceptions.Exit(1)
