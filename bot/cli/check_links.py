"""`troly check-links`: whether the official pages can be reached."""

from __future__ import annotations

import asyncio

import click

from bot.cli.output import plain_errors


@click.command("check-links")
def check_links() -> None:
    """Ask for every official page of the topics and keep the results for the console."""
    from bot.adapters.http_link_probe import HttpLinkProbe
    from bot.adapters.sqlite_store.database import open_database
    from bot.adapters.sqlite_store.link_checks import SqliteLinkChecks
    from bot.adapters.system_clock import SystemClock
    from bot.bootstrap import catalogue
    from bot.domain.link_check import LinkResult
    from bot.services.checking_links import CheckingLinks
    from bot.settings import read_settings

    with plain_errors():
        store = SqliteLinkChecks(open_database(read_settings().database))
        report = asyncio.run(CheckingLinks(catalogue(), HttpLinkProbe(), store, SystemClock()).run())
    if report.is_offline:
        raise click.ClickException(
            f"none of {len(report.checks)} addresses could be reached: this machine seems to be without a network. "
            "Nothing was kept. Next step: try again on a machine that reaches the internet"
        )
    for check in report.checks:
        if check.result is not LinkResult.FINE:
            click.echo(f"{check.result.value:12} {check.status or '':>3} {check.url} {check.detail}".rstrip())
    click.echo(", ".join(f"{report.count(result)} {result.value}" for result in LinkResult))
