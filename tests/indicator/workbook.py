"""Reads an XLSX file without any library, as far as tests need it."""

from __future__ import annotations

import re
import zipfile
from typing import IO
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Cells = list[str | float | None]


def read_workbook(file: IO[bytes]) -> dict[str, list[Cells]]:
    """Rows of every sheet; texts are those that stand in the cells, numbers are numbers."""
    with zipfile.ZipFile(file) as archive:
        names = re.findall(r'<sheet name="([^"]+)"', archive.read("xl/workbook.xml").decode())
        return {
            name: _rows(archive.read(f"xl/worksheets/sheet{number}.xml")) for number, name in enumerate(names, start=1)
        }


def _rows(sheet: bytes) -> list[Cells]:
    found = []
    for row in ElementTree.fromstring(sheet).iter(f"{_MAIN}row"):
        cells: Cells = []
        for cell in row:
            cells += [None] * (_column(cell.get("r") or "") - len(cells))
            text = "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
            value = cell.find(f"{_MAIN}v")
            cells.append(
                text if cell.get("t") == "inlineStr" else float(value.text or 0) if value is not None else None
            )
        found.append(cells)
    return found


def _column(place: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", place):
        number = number * 26 + ord(letter) - 64
    return number - 1
