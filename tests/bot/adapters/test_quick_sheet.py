"""Whole rows written into a workbook come out as they went in, and LibreOffice agrees."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile

import pytest

from bot.adapters.export_files import as_xlsx, quick_sheet
from bot.domain.table import Column, Table, TableForm
from tests.indicator.workbook import read_workbook

TEXTS = ("=1+1", "@x", " hai  khoảng ", "<b>&\"'", "_x0041_", "chuông\x07", "dòng 1\ndòng 2", "Mỹ Hiệp", "007")
KINDS = ("text", "integer", "number")
FORM = TableForm(
    "lam_thu",
    {"vi": "Làm thử", "en": "Try"},
    tuple(Column(name, kind, {"vi": name, "en": name}) for name, kind in zip("abc", KINDS, strict=True)),
)


@pytest.fixture
def path(tmp_path):
    rows = [(text, number, number / 7) for number, text in enumerate(TEXTS)]
    found = tmp_path / "thu.xlsx"
    as_xlsx.write([Table(FORM, [*rows, (None, -3, None), ("", None, 0.0)])], found)
    return found


def test_every_text_and_number_is_in_its_cell(path):
    rows = read_workbook(path.open("rb"))["lam_thu"]
    kept = [text.replace("_x0041_", "_x005F_x0041_").replace("\x07", "_x0007_") for text in TEXTS]
    assert [row[0] for row in rows[2:11]] == kept
    assert [row[1:] for row in rows[2:11]] == [[number, number / 7] for number in range(9)]
    assert rows[11:] == [[None, -3], [None, None, 0]]


def test_libreoffice_reads_the_same_and_computes_nothing(path, tmp_path):
    program = shutil.which("soffice")
    assert program, "apt-get install libreoffice-calc-nogui"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [program, profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=180)
    rows = list(csv.reader(path.with_suffix(".csv").open(encoding="utf-8", newline="")))
    assert [row[0] for row in rows[2:7]] == list(TEXTS[:5])
    assert [row[0] for row in rows[9:11]] == ["Mỹ Hiệp", "007"]


def test_more_rows_than_a_sheet_holds_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(quick_sheet, "MAX_ROWS", 5)
    with pytest.raises(ValueError, match="lam_thu: expected at most 5 rows"):
        as_xlsx.write([Table(FORM, [("x", 1, 1.0)] * 9)], tmp_path / "x.xlsx")


def test_a_table_without_rows_is_a_sheet_with_its_heading(tmp_path):
    as_xlsx.write([Table(FORM, [])], tmp_path / "x.xlsx")
    assert read_workbook((tmp_path / "x.xlsx").open("rb"))["lam_thu"] == [["a", "b", "c"], ["a", "b", "c"]]


def test_rows_of_definitions_are_as_high_as_their_longest_text(tmp_path):
    columns = (Column("formula_vi", "text", {"vi": "Cách tính", "en": "Formula"}),)
    form = TableForm("definitions", {"vi": "Định nghĩa", "en": "Definitions"}, columns)
    as_xlsx.write([Table(form, [("x" * 40,), ("y " * 100,), (None,)])], tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    heights = [re.search(rf'<row r="{row}" ht="(\d+)" customHeight="1">', sheet).group(1) for row in (3, 4, 5)]
    assert heights == ["15", "60", "15"]
