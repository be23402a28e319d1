"""Writes an office document as Word, made by code alone: A4, Times New Roman, the margins and places of offices."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.domain.office_document import Block, Grid, Heading, OfficeDocument, Paragraph, Picture

FONT = "Times New Roman"
BODY_POINTS = 13
SMALL_POINTS = 11
BODY_WIDTH = 162
CELL_MARGIN, LETTER_WIDTH = 4, 2.5  # millimetres; of bold capitals in the small size


def write_document(document: OfficeDocument, path: Path) -> None:
    """Writes a .docx file."""
    from docx import Document
    from docx.shared import Mm, Pt

    word = Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY_POINTS)
    _set_east_asian_font(style)
    style.paragraph_format.space_after = Pt(4)
    word.core_properties.title = document.subject
    word.core_properties.author = document.agency
    word.core_properties.language = "vi-VN"
    _write_head(word, document)
    for block in document.blocks:
        _write_block(word, block)
    _write_foot(word, document)
    word.save(str(path))


def _write_head(word: Any, document: OfficeDocument) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    left, right = _two_columns(word, 62, 100)
    if document.superior:
        _line(left, document.superior, centre=True)
    _line(left, document.agency, bold=True, centre=True)
    _rule(left, 22)
    _line(left, document.number, centre=True)
    _line(right, document.country, bold=True, centre=True, points=12)
    _line(right, document.motto, bold=True, centre=True)
    _rule(right, 52)
    _line(right, document.place_and_date, italic=True, centre=True)
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = _points(14)
    _run(title, document.kind, bold=True, points=14)
    subject = word.add_paragraph()
    subject.alignment = WD_ALIGN_PARAGRAPH.CENTER
    subject.paragraph_format.space_after = _points(12)
    _run(subject, document.subject, bold=True, points=14)


def _write_block(word: Any, block: Block) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    match block:
        case Heading(text):
            paragraph = word.add_paragraph()
            paragraph.paragraph_format.space_before = _points(8)
            paragraph.paragraph_format.keep_with_next = True
            _run(paragraph, text, bold=True)
        case Paragraph(text):
            paragraph = word.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.first_line_indent = Mm(10)
            _run(paragraph, text)
        case Picture(caption, png):
            paragraph = word.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.keep_with_next = True
            paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(150))
            _caption(word, caption)
        case Grid():
            _write_grid(word, block)


def _write_grid(word: Any, grid: Grid) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    _caption(word, grid.caption, keep=True)
    table = word.add_table(rows=1, cols=len(grid.columns), style="Table Grid")
    widths = _widths(grid)
    _set_widths(table, widths)
    for number, title in enumerate(grid.columns):
        cell = table.rows[0].cells[number].paragraphs[0]
        cell.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(cell, title, bold=True, points=SMALL_POINTS)
    _repeat_heading(table.rows[0])
    for row in grid.rows:
        added = table.add_row()
        for cell, width in zip(added.cells, widths, strict=True):
            cell.width = Mm(width)
        _keep_row_whole(added)
        for number, text in enumerate(row):
            cell = added.cells[number].paragraphs[0]
            cell.alignment = WD_ALIGN_PARAGRAPH.LEFT if number in grid.texts else WD_ALIGN_PARAGRAPH.RIGHT
            _run(cell, text, points=SMALL_POINTS)
    word.add_paragraph().paragraph_format.space_after = _points(2)


def _write_foot(word: Any, document: OfficeDocument) -> None:
    left, right = _two_columns(word, 80, 82)
    _line(left, document.recipients_title, bold=True, italic=True, points=12)
    for recipient in document.recipients:
        _line(left, f"- {recipient}", points=SMALL_POINTS)
    _line(right, document.signatory_title, bold=True, centre=True)
    for _ in range(4):
        _line(right, "", centre=True)
    _line(right, document.signatory, bold=True, centre=True)


def _widths(grid: Grid) -> list[float]:
    """The width of text in millimetres: columns of numbers get what their longest word needs, texts the rest."""
    texts = [number for number in range(len(grid.columns)) if not number or number in grid.texts]
    narrow = BODY_WIDTH / (len(grid.columns) + len(texts) + 1)
    widths = {
        number: max(narrow, CELL_MARGIN + LETTER_WIDTH * max(map(len, grid.columns[number].split()), default=0))
        for number in range(len(grid.columns))
        if number not in texts
    }
    shares = {number: 2 if number else 3 for number in texts}
    left = BODY_WIDTH - sum(widths.values())
    widths |= {number: left * share / sum(shares.values()) for number, share in shares.items()}
    return [widths[number] for number in range(len(grid.columns))]


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    from docx.shared import Mm

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _two_columns(word: Any, left: int, right: int) -> tuple[Any, Any]:
    table = word.add_table(rows=1, cols=2)
    _keep_row_whole(table.rows[0])
    _set_widths(table, (left, right))
    cells = table.rows[0].cells
    for cell in cells:
        cell.paragraphs[0].paragraph_format.space_after = _points(0)
    return cells[0], cells[1]


def _line(cell: Any, text: str, *, centre: bool = False, **look: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    first = cell.paragraphs[0]
    paragraph = first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    paragraph.paragraph_format.space_after = _points(0)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, **look)


def _rule(cell: Any, millimetres: int) -> None:
    """The short line below agency and motto, as characters that no viewer leaves out."""
    _line(cell, "\u2500" * (millimetres // 4), centre=True, points=6)


def _caption(word: Any, text: str, *, keep: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = keep
    _run(paragraph, text, italic=True, points=12)


def _run(paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, points: float | None = None) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if points:
        run.font.size = _points(points)


def _points(number: float) -> Any:
    from docx.shared import Pt

    return Pt(number)


def _set_east_asian_font(style: Any) -> None:
    from docx.oxml.ns import qn

    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)


def _repeat_heading(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_row_whole(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
