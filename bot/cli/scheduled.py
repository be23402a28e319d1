"""`troly scheduled`: what the server does every hour for the figures; also fit for cron."""

from __future__ import annotations

import click

from bot.cli.output import plain_errors


@click.command()
def scheduled() -> None:
    """Roll up, publish the months that have settled, and export every finished month that has no file yet."""
    from bot.adapters.system_clock import SystemClock
    from bot.bootstrap import build_indicators
    from bot.domain.period import Grain
    from bot.settings import read_settings

    with plain_errors():
        settings = read_settings()
        if not settings.database.exists():
            click.echo("nothing to count yet")
            return
        parts, today = build_indicators(settings), SystemClock().today()
        click.echo(f"{parts.roll_up.run()} day(s) rolled up")
        click.echo(f"{', '.join(parts.open_data.publish(today)) or 'no month'} published")
        for month in parts.indicators.store.periods(Grain.MONTH):
            for form in settings.exports if month.last < today else ():
                path = parts.exporting.path(settings.data_dir / "exports", form, month.first, month.last)
                if not path.exists():
                    parts.exporting.export(path.parent, form, month.first, month.last)
                    click.echo(str(path))
