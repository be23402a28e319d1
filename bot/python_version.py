"""Checks the Python and the Rasa that run: plain pip gives another Rasa on Python 3.11 without a word."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version

WANTED_PYTHON = (3, 11)
WANTED_RASA = "3.6.21"


def check_python() -> None:
    """Ends the program with a sentence when Python or Rasa is not the one that this project runs on."""
    if sys.version_info[:2] != WANTED_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise SystemExit(
            f"troly: expected Python 3.11, got {found}. Next step: install Python 3.11 and run `make setup`"
        )
    try:
        rasa = version("rasa")
    except PackageNotFoundError:
        rasa = "none"
    if rasa != WANTED_RASA:
        raise SystemExit(
            f"troly: expected Rasa {WANTED_RASA}, got {rasa}. Next step: `make setup` (plain pip installs another Rasa)"
        )
