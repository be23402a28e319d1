"""`troly report`: the monthly report as Word or PDF."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.output import plain_errors


@click.command()
@click.argument("period")
@click.option("--pdf", is_flag=True, help="PDF, made by LibreOffice, besides the Word file.")
@click.option("--commune", help="Id of one commune; default: all that are counted.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where the file goes.")
def report(period: str, pdf: bool, commune: str | None, folder: Path) -> None:
    """Write the report of PERIOD: 2026-10, or 2026-Q3, 2026-W40, 2026."""
    from bot.adapters.system_clock import SystemClock
    from bot.bootstrap import build_indicators
    from bot.console.report_making import make_report
    from bot.domain.errors import ExportError
    from bot.domain.period import Period
    from bot.settings import read_settings

    with plain_errors():
        try:
            chosen = Period.parse(period)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="PERIOD") from error
        today = SystemClock().today()
        if chosen.first > today:
            raise ExportError(f"period: expected one that has begun by {today}, got {chosen.id}")
        settings = read_settings()
        path = make_report(build_indicators(settings), settings, chosen, folder, commune=commune, pdf=pdf)
    click.echo(str(path))
