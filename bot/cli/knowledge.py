"""`troly knowledge`: what officers taught, from the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.output import plain_errors


@click.group()
def knowledge() -> None:
    """Check, list, export or undo what officers taught."""


@knowledge.command()
def check() -> None:
    """Report every mistake in the officers' files and every clash with the shipped data."""
    from bot.adapters.knowledge.project_knowledge import knowledge_folder

    with plain_errors():
        folder = knowledge_folder()
        found = folder.load()
        for name in folder.unrecorded():
            click.echo(f"{name}: changed outside the console; the next change records it first")
        for conflict in found.conflicts:
            click.echo(f"{conflict.file}: {conflict.kind}: {conflict.topic} {conflict.detail}".rstrip())
    if found.problems:
        raise click.ClickException("\n".join([f"{len(found.problems)} mistake(s):", *found.problems]))
    click.echo(f"{len(found.catalogue)} topics with the officers' changes, {len(found.conflicts)} clashes: no mistakes")


@knowledge.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def export(target: Path) -> None:
    """Write a bundle TARGET (zip) to send to whoever keeps the shipped data; it holds no names of officers."""
    from bot.adapters.knowledge.bundle import write_bundle
    from bot.adapters.knowledge.project_knowledge import knowledge_folder, shipped_data

    with plain_errors():
        folder = knowledge_folder()
        count = write_bundle(target, folder.folder, shipped_data(), folder.load(), folder.changes(10_000))
    click.echo(f"{target}: {count} files of officers")


@knowledge.command()
@click.option("--limit", default=30, show_default=True, help="How many changes, newest first.")
@click.option("--diff", is_flag=True, help="Show what each change did.")
def log(limit: int, diff: bool) -> None:
    """List changes: when, who proposed and approved, why."""
    from bot.adapters.knowledge.project_knowledge import knowledge_folder

    with plain_errors():
        folder = knowledge_folder()
        for change in folder.changes(limit):
            click.echo(
                f"{change.id[:12]}  {change.at:%Y-%m-%d %H:%M}  {change.by}/{change.approved_by}  {change.reason}"
            )
            if diff:
                click.echo(folder.diff(change.id))


@knowledge.command()
@click.argument("change")
@click.option("--officer", required=True, help="Who undoes it, for the record.")
@click.option("--reason", required=True, help="Why.")
def undo(change: str, officer: str, reason: str) -> None:
    """Take CHANGE back by a change of its own; later changes stay."""
    from bot.adapters.knowledge.project_knowledge import knowledge_folder

    with plain_errors():
        folder = knowledge_folder()
        matches = [known.id for known in folder.changes(10_000) if known.id.startswith(change)]
        made = folder.undo(matches[0] if len(matches) == 1 else change, by=officer, reason=reason)
    click.echo(f"{made[:12]}")
