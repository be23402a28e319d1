"""XLSX: one sheet a table, with headings in Vietnamese, widths, number formats, a frozen heading and a filter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.domain.table import Table

MAX_WIDTH = 60
SPARE_LETTERS = 8  # lines break between words
HEADING_HEIGHT = 60
A4 = 9
_WIDTHS = {"text": 18, "day": 12, "integer": 12, "number": 12}
_WIDE = ("name", "purpose", "formula", "bias", "breakdowns")


def write(tables: Sequence[Table], path: Path) -> None:
    """Writes a workbook row by row. Raises ValueError when a table has more rows than a sheet can hold."""
    import xlsxwriter

    from bot.adapters.export_files.quick_sheet import QuickSheet

    # Text is always text: nothing is taken for a formula, a number or a link.
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"comments": "troly"})
        forms = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#E3EBF2", "text_wrap": True, "valign": "top", "border": 1}
            ),
            "id": book.add_format({"italic": True, "font_color": "#46545F"}),
            "integer": book.add_format({"num_format": "#,##0"}),
            "number": book.add_format({"num_format": "[<1]0.0000;[<100]0.0;#,##0"}),
            "text": book.add_format({"valign": "top"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        forms["day"] = forms["text"]
        for table in tables:
            _write_sheet(book.add_worksheet(table.form.id[:31], QuickSheet), table, forms)


def _write_sheet(sheet: Any, table: Table, forms: dict[str, Any]) -> None:
    columns = table.form.columns
    sheet.set_row(0, HEADING_HEIGHT)
    kinds = []
    for number, column in enumerate(columns):
        is_wide = any(part in column.id for part in _WIDE)
        sheet.set_column(number, number, MAX_WIDTH if is_wide and column.kind == "text" else _WIDTHS[column.kind])
        sheet.write_string(0, number, column.titles["vi"], forms["head"])
        kinds.append("wrap" if is_wide and table.form.id == "definitions" else column.kind)
    for number, column in enumerate(columns):
        sheet.write_string(1, number, column.id, forms["id"])
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    if table.form.id != "definitions":  # its texts would be too small to read
        sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    wrapped_at = MAX_WIDTH - SPARE_LETTERS if "wrap" in kinds else None
    last = sheet.write_rows(2, table.rows, [forms[kind] for kind in kinds], wrapped_at)
    sheet.autofilter(1, 0, max(last, 1), len(columns) - 1)
