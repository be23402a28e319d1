"""`troly roll-up`: keep the indicator equal to the log."""

from __future__ import annotations

import time

import click

from bot.cli.output import plain_errors


@click.command("roll-up")
@click.option("--rebuild", is_flag=True, help="Make everything again instead of only the days that have changed.")
def roll_up(rebuild: bool) -> None:
    """Roll up the usage log for the indicator; invariants are checked every time."""
    from bot.adapters.sqlite_store.database import open_database
    from bot.bootstrap import build_indicators
    from bot.settings import read_settings

    started = time.perf_counter()
    with plain_errors():
        settings = read_settings()
        open_database(settings.database).close()  # brings the log to the newest schema
        parts = build_indicators(settings)
        days = parts.roll_up.rebuild(_progress) if rebuild else parts.roll_up.run(_progress)
    click.echo(f"{days} day(s) rolled up in {time.perf_counter() - started:.1f} s; all invariants hold")


def _progress(done: int, of: int) -> None:
    if done % 10 == 0 or done == of:
        click.echo(f"day {done} of {of}", err=True)
