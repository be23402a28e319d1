"""Makes the monthly report as a file, from the settings of the commune; for the console and the command line."""

from __future__ import annotations

import re
from pathlib import Path

from bot.adapters.libreoffice import to_pdf
from bot.adapters.word_document import write_document
from bot.bootstrap import IndicatorParts, catalogue
from bot.console.monthly_report import Letterhead, MonthlyReport
from bot.console.texts_reader import ConsoleTexts
from bot.domain.errors import ExportError
from bot.domain.period import Period
from bot.settings import Settings


def make_report(
    parts: IndicatorParts,
    settings: Settings,
    period: Period,
    folder: Path,
    *,
    commune: str | None = None,
    pdf: bool = False,
) -> Path:
    """Writes the report into a folder and returns its path.

    Raises:
        StoreError: before the first roll-up.
        ExportError: a commune that nobody knows; PDF was asked for and cannot be made.
    """
    known = {*catalogue().localities, *parts.indicators.store.communes()}
    if commune and commune not in known:
        raise ExportError(f"commune: expected one of {', '.join(sorted(known - {''}))}, got {commune!r}")
    locality = catalogue().localities.get(commune or settings.locality or "")
    letterhead = Letterhead(
        superior=settings.report_superior,
        agency=settings.report_agency,
        place=locality.name if locality else "",
        recipients=settings.report_recipients,
        signatory_title=settings.report_signatory_title,
        signatory=settings.report_signatory,
    )
    report = MonthlyReport(parts.indicators, parts.charts, ConsoleTexts.load(), letterhead)
    folder.mkdir(parents=True, exist_ok=True)
    of = "" if commune is None else f"-{commune or 'khong-ro'}"
    path = folder / f"troly-bao-cao-{period.id}{re.sub(r'[^a-z0-9_-]', '_', of)}.docx"
    write_document(report.document(period, commune), path)
    return to_pdf(path) if pdf else path
