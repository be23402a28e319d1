"""`troly export`: figures as files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bot.cli.output import plain_errors
from bot.settings import EXPORT_FORMATS

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "first", type=_DAY, required=True, help="First day, such as 2026-01-01.")
@click.option("--to", "last", type=_DAY, required=True, help="Last day, included.")
@click.option("--format", "form", type=click.Choice(EXPORT_FORMATS), default="xlsx", show_default=True)
@click.option("--raw", is_flag=True, help="Single turns (no text, no resident) instead of aggregates.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where the file goes.")
def export(first: datetime, last: datetime, form: str, raw: bool, folder: Path) -> None:
    """Export figures of a range of days; docs/data-dictionary.md explains the columns."""
    from bot.bootstrap import build_indicators
    from bot.settings import read_settings

    counted = set()

    def tell(table: str, rows: int) -> None:
        click.echo(f"{table}: {rows} rows", err=True)
        if rows:
            counted.add(table)

    with plain_errors():
        parts = build_indicators(read_settings())
        path = parts.exporting.export(folder, form, first.date(), last.date(), raw=raw, progress=tell)
    if counted <= {"definitions"}:
        click.echo(f"nothing was counted from {first:%Y-%m-%d} to {last:%Y-%m-%d}: the tables are empty", err=True)
    click.echo(str(path))
