"""`troly train`: checks the data and trains a model."""

from __future__ import annotations

import contextlib
import sys

import click

from bot.cli.output import plain_errors


@click.command()
@click.option("--if-stale", is_flag=True, help="Only when the newest model is older than its inputs.")
@click.option("--fresh", is_flag=True, help="Train every component again instead of reusing the cache.")
def train(if_stale: bool, fresh: bool) -> None:
    """Check the data, then train a model into the data folder."""
    from bot.adapters.model_files import is_stale
    from bot.adapters.yaml_catalogue import load_catalogue
    from bot.settings import PROJECT, read_settings

    with plain_errors():
        settings = read_settings()
        load_catalogue(PROJECT / "data")
        if if_stale and not is_stale(settings.models, PROJECT):
            return
        from bot.adapters.rasa_training import train_model

        with contextlib.redirect_stdout(sys.stderr):
            model = train_model(PROJECT, settings.models, fresh=fresh)
    click.echo(f"{model.name}")
