"""Word files: columns are wide enough for the words in them."""

from __future__ import annotations

from dataclasses import fields

from docx import Document

from bot.adapters.word_document import write_document
from bot.domain.office_document import Grid, OfficeDocument


def test_a_column_of_numbers_is_as_wide_as_the_longest_word_of_its_title(tmp_path):
    titles = ("Subject", "Field", "Count", "Answered", "Transferred", "Helped", "Rated", "Opened")
    grid = Grid("Table 1", titles, [("a", "b", *"123456")], texts=(0, 1))
    texts = dict.fromkeys(field.name for field in fields(OfficeDocument)) | {"blocks": [grid], "recipients": []}
    write_document(OfficeDocument(**{name: value or "" for name, value in texts.items()}), tmp_path / "made.docx")
    table = next(table for table in Document(str(tmp_path / "made.docx")).tables if len(table.columns) == len(titles))
    widths = [column.width.mm for column in table.columns]
    assert sum(widths) <= 162.5
    assert widths[titles.index("Transferred")] >= 4 + 2.5 * len("Transferred")
    assert min(widths[:2]) > 12
