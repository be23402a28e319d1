"""Exports on a small year: the files open, hold what the dictionary says and equal the figures of the pages."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import zipfile
from datetime import date

import pytest

from bot.adapters.export_files.as_csv import neutral
from bot.adapters.export_forms import load_forms
from bot.adapters.sqlite_store.database import open_database
from bot.bootstrap import build_indicators
from bot.domain.errors import ExportError
from bot.domain.period import Period
from bot.settings import PROJECT, read_settings
from tests.indicator.believable_year import fill

FIRST, LAST = date(2026, 2, 1), date(2026, 3, 31)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    log = open_database(folder / "troly.db")
    fill(log, turns=1500, communes=["xa_my_tho", "=xa_1"], first=date(2026, 1, 20), last=LAST)
    log.close()
    found = build_indicators(read_settings({"TROLY_DATA_DIR": str(folder)}))
    found.roll_up.run()
    return found


@pytest.fixture(scope="module")
def forms():
    return load_forms(PROJECT / "data" / "export_tables.yml")


def csv_tables(path) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(path) as archive:
        assert all(archive.read(name).startswith(b"\xef\xbb\xbf") for name in archive.namelist())
        return {
            name.removesuffix(".csv"): list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }


def test_the_columns_of_every_file_are_those_of_the_dictionary(parts, forms, tmp_path):
    found = csv_tables(parts.exporting.export(tmp_path, "csv", FIRST, LAST))
    assert {name: rows[0] for name, rows in found.items()} == {
        name: [column.id for column in form.columns] for name, form in forms[0].items()
    }


def test_all_formats_hold_the_same_rows(parts, tmp_path):
    import duckdb

    rows = {
        name: len(table) - 1 for name, table in csv_tables(parts.exporting.export(tmp_path, "csv", FIRST, LAST)).items()
    }
    as_json = json.loads(parts.exporting.export(tmp_path, "json", FIRST, LAST).read_text(encoding="utf-8"))
    assert {name: len(table) for name, table in as_json.items()} == rows
    with sqlite3.connect(parts.exporting.export(tmp_path, "sqlite", FIRST, LAST)) as database:
        assert {name: database.execute(f'select count(*) from "{name}"').fetchone()[0] for name in rows} == rows
    with zipfile.ZipFile(parts.exporting.export(tmp_path, "parquet", FIRST, LAST)) as archive:
        archive.extractall(tmp_path)
    for name, number in rows.items():
        found = duckdb.sql(f"select count(*) from '{tmp_path / name}.parquet'").fetchall()
        assert found == [(number,)], name


def test_an_export_equals_the_figures_of_the_pages(parts, tmp_path):
    exported = json.loads(parts.exporting.export(tmp_path, "json", FIRST, LAST).read_text(encoding="utf-8"))["figures"]
    by_key = {(row["period"], row["commune"], row["indicator"]): row["value"] for row in exported}
    for figure in parts.indicators.figures(Period.parse("2026-03")):
        assert by_key["2026-03", "*", figure.indicator.id] == figure.value


def test_sums_cover_exactly_the_days_that_were_asked_for(parts, tmp_path):
    path = parts.exporting.export(tmp_path, "json", date(2026, 2, 10), date(2026, 3, 9))
    topics = json.loads(path.read_text(encoding="utf-8"))["topics"]
    days = [Period.parse(f"2026-02-{day}") for day in range(10, 29)] + [
        Period.parse(f"2026-03-0{d}") for d in range(1, 10)
    ]
    expected = sum(parts.indicators.store.measures(day)["questions"] for day in days)
    assert sum(row["questions"] for row in topics) == expected


def test_a_text_that_looks_like_a_formula_is_neutral(parts, tmp_path):
    assert [neutral(value) for value in ("=1+1", "+1", "-1", "@x", "\tx", "a=1", 5, -5, None)] == [
        "'=1+1", "'+1", "'-1", "'@x", "'\tx", "a=1", 5, -5, None,
    ]  # fmt: skip
    cells = {row[1] for row in csv_tables(parts.exporting.export(tmp_path, "csv", FIRST, LAST))["activity"]}
    assert "'=xa_1" in cells
    assert "=xa_1" not in cells


def test_libreoffice_opens_the_workbook_and_finds_no_formula(parts, tmp_path):
    path = parts.exporting.export(tmp_path, "xlsx", FIRST, LAST)
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets/" in name)
    program = shutil.which("soffice")
    assert program, "apt-get install libreoffice-calc-nogui"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [program, profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert "residents_reached" in path.with_suffix(".csv").read_text(encoding="utf-8", errors="replace")


def test_single_turns_hold_no_text_no_resident_and_no_exact_time(parts, forms, tmp_path):
    rows = csv_tables(parts.exporting.export(tmp_path, "csv", FIRST, LAST, raw=True))["events"]
    assert rows[0] == [column.id for column in forms[1]["events"].columns]
    assert not {"text", "resident", "turn", "at"} & set(rows[0])
    assert (
        len(rows) - 1
        == parts.indicators.store.grouped((), [Period.parse("2026-02"), Period.parse("2026-03")])[0][1]["turns"]
    )
    assert rows[1:] == sorted(rows[1:], key=lambda row: (row[0], int(row[1])))


def test_two_exports_link_no_turn_to_another(parts, tmp_path):
    """What is new in a longer export is whole rows of later days; no column identifies who asked before."""
    short = csv_tables(parts.exporting.export(tmp_path, "csv", FIRST, date(2026, 3, 30), raw=True))["events"]
    long = csv_tables(parts.exporting.export(tmp_path, "csv", FIRST, LAST, raw=True))["events"]
    assert long[: len(short)] == short
    assert {row[0] for row in long[len(short) :]} <= {"2026-03-31"}


def test_a_wrong_format_or_range_is_told(parts, tmp_path):
    with pytest.raises(ExportError, match="expected one of csv"):
        parts.exporting.export(tmp_path, "xls", FIRST, LAST)
    with pytest.raises(ExportError, match="on or after"):
        parts.exporting.export(tmp_path, "csv", LAST, FIRST)


def test_progress_is_told(parts, tmp_path):
    told = []
    parts.exporting.export(tmp_path, "json", FIRST, LAST, progress=lambda table, rows: told.append((table, rows)))
    assert {table for table, _ in told} >= {"figures", "topics"}
