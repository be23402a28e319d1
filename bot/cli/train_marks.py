"""`troly train-marks`: counts syllables in texts, for tone marks and typing slips."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.output import plain_errors


@click.command("train-marks")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to", "target", type=click.Path(path_type=Path), help="Where to write; the project's own file by default."
)
def train_marks(files: tuple[Path, ...], target: Path | None) -> None:
    """Count syllables in FILES (.txt, .jsonl, .yml) and in the project's data; the counts restore tone marks."""
    from bot.domain.text import has_marks
    from bot.settings import PROJECT
    from nlu.language.language_file import LANGUAGE_FILE
    from nlu.language.reading_texts import own_texts, read_texts
    from nlu.language.syllable_counts import count_texts

    with plain_errors():
        given = (text for path in files for text in read_texts(path))
        texts = [text for source in (given, own_texts(PROJECT / "data")) for text in source if has_marks(text)]
        counts = count_texts(texts)
        path = target or LANGUAGE_FILE
        counts.save(path)
    size = path.stat().st_size // 1024
    click.echo(
        f"{path.name}: {len(counts.singles)} syllables, {len(counts.pairs)} pairs from {len(texts)} texts, {size} KiB"
    )
