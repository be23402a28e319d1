"""PDF of a Word file by LibreOffice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from bot.domain.errors import ExportError

PROGRAMS = ("soffice", "libreoffice")
PATIENCE_SECONDS = 120


def to_pdf(document: Path) -> Path:
    """Makes a PDF beside a document and returns its path.

    Raises:
        ExportError: LibreOffice is not installed, or makes none.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise ExportError(
            "PDF: expected LibreOffice (soffice), got none. Next step: take the Word file, or on Debian"
            " apt-get install libreoffice-writer-nogui"
        )
    with tempfile.TemporaryDirectory() as profile:
        # A profile of its own: a running LibreOffice of the same user would take the job over, or refuse it.
        command = [
            program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf", "--outdir",
            str(document.parent), str(document),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)  # noqa: S603 - no shell, own arguments
        except subprocess.TimeoutExpired as error:
            raise ExportError(f"PDF: expected LibreOffice to finish within {PATIENCE_SECONDS} s, it did not") from error
    path = document.with_suffix(".pdf")
    if not path.exists():
        raise ExportError(f"PDF: expected a file from LibreOffice, got: {(done.stderr or done.stdout).strip()[:300]}")
    return path
