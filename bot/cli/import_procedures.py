"""`troly import-procedures`: what a newer dump of official procedures changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.output import plain_errors

if TYPE_CHECKING:
    from bot.domain.curated_review import ReviewItem
    from bot.domain.national_import import ImportReport

MOST_GONE = 0.1
SHOWN = 10


@click.command("import-procedures")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Update data/national/procedures.tsv; without it nothing is changed.")
@click.option("--checked", is_flag=True, help="Note that the curated topics were checked against this dump.")
@click.option("--allow-gone", is_flag=True, help="Write although more than a tenth of the long tail would go.")
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Another data folder.")
def import_procedures(file: Path, write: bool, checked: bool, allow_gone: bool, data: Path | None) -> None:
    """Compare the dump FILE with the long tail and the curated topics; curated facts are reported, never changed."""
    from bot.adapters import national_files
    from bot.adapters.procedure_dumps import Shape, read_dump
    from bot.adapters.tsv_national_list import load_national_list
    from bot.adapters.yaml_catalogue import load_catalogue
    from bot.domain.curated_review import fingerprints, review
    from bot.domain.national_import import compare_dump
    from bot.settings import PROJECT, read_settings

    with plain_errors():
        folder = (data or PROJECT / "data") / "national"
        catalogue = load_catalogue(data or PROJECT / "data")
        dump, held = read_dump(file), load_national_list(folder)
        is_whole = dump.shape is Shape.LIST
        report = compare_dump(
            dump.entries,
            held.procedures,
            national_files.read_applicability(folder),
            curated={topic.code for topic in catalogue.topics if topic.code},
            replaced={old.code for topic in catalogue.topics for old in topic.replaces},
            is_whole=is_whole,
        )
        known = national_files.read_checked(folder)
        items = review(dump.records, catalogue, known, is_whole=is_whole)
        reports = read_settings().data_dir / "imports" / f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        national_files.write_reports(reports, report, items)
        for line in (*_lines(report), *_review_lines(items)):
            click.echo(line)
        click.echo(f"all of it: {reports}/long_tail.csv and review.csv")
        if write:
            if len(report.gone) > MOST_GONE * len(held.procedures) and not allow_gone:
                raise click.ClickException(
                    f"expected a newer dump of the same list, got one without {len(report.gone)} of "
                    f"{len(held.procedures)} procedures. Next step: check the file; --allow-gone writes all the same"
                )
            national_files.write_table(folder, report.procedures, national_files.page_prefix(folder))
            if is_whole:
                national_files.write_source_date(folder, max(dump.date, held.date))
            click.echo(f"written: {len(report.procedures)} procedures. Next step: troly check-data, troly train")
        if checked:
            fresh = fingerprints(dump.records, catalogue)
            merged = {code: {**known.get(code, {}), **fields} for code, fields in fresh.items()}
            national_files.write_checked(folder, known | merged)
            click.echo(f"noted: {len(fresh)} curated topics were checked against this dump")


def _lines(report: ImportReport) -> Iterator[str]:
    changed = {change.code for change in report.changed}
    yield f"long tail: {len(report.new)} new, {len(changed)} changed, {len(report.gone)} gone"
    for why, count in sorted(report.left_out.items()):
        yield f"  not for the long tail, {why.value}: {count}"
    yield from (f"  new: {p.code} {p.name}" for p in report.new[:SHOWN])
    yield from (f"  changed: {c.code} {c.field}: {c.old!r} -> {c.new!r}" for c in report.changed[:SHOWN])
    yield from (f"  gone: {p.code} {p.name} ({why})" for p, why in report.gone[:SHOWN])


def _review_lines(items: list[ReviewItem]) -> Iterator[str]:
    topics = {item.topic for item in items}
    yield f"curated topics to look at: {len(topics)} (their facts are not changed)"
    for item in items[:SHOWN]:
        yield f"  {item.topic}: {item.field} {item.why}: {item.ours[:60]!r} -> {item.theirs[:60]!r}"
