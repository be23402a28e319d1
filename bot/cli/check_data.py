"""`troly check-data`: every mistake in the data files at once."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.output import plain_errors


@click.command("check-data")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
def check_data(folder: Path | None) -> None:
    """Check all topic, field and locality files (the officers' ones too); report every mistake with file and field."""
    from bot.adapters.knowledge.project_knowledge import load_project_knowledge
    from bot.adapters.tsv_national_list import load_national_list
    from bot.adapters.yaml_catalogue import load_catalogue
    from bot.domain.errors import CatalogueError
    from bot.settings import PROJECT

    with plain_errors():
        data = folder or PROJECT / "data"
        if folder:
            catalogue = load_catalogue(data)
        else:
            knowledge = load_project_knowledge()
            if knowledge.problems:
                raise CatalogueError(knowledge.problems)
            catalogue = knowledge.catalogue
        national = load_national_list(data / "national").procedures if (data / "national").is_dir() else {}
    places = len(catalogue.localities)
    click.echo(f"{len(catalogue)} topics, {len(national)} other procedures, {places} localities: no mistakes")
