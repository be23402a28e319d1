"""A data folder with a small believable log that is rolled up, for tests of pages, commands and files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.adapters.sqlite_store.database import open_database
from bot.application import IndicatorParts
from bot.bootstrap import build_indicators
from bot.settings import read_settings
from tests.indicator.believable_year import fill

FIRST, LAST = date(2026, 9, 1), date(2026, 10, 31)
COMMUNES = ("xa_my_tho", "xa_ba_sao")
TOPICS = ("dang_ky_khai_sinh", "dang_ky_tam_tru", "chung_thuc_ban_sao", "dang_ky_ket_hon")
# What is gone from the data is shown by its id, whatever that looks like.
ODD_COMMUNES, ODD_TOPICS = ("=xa_1",), ("=HYPERLINK(1)", "<b>la</b>")


def fill_folder(folder: Path, turns: int = 1500, *, odd: bool = True) -> IndicatorParts:
    """Writes the log, rolls it up and returns the parts of the indicator."""
    log = open_database(folder / "troly.db")
    communes, topics = (COMMUNES + ODD_COMMUNES, TOPICS + ODD_TOPICS) if odd else (COMMUNES, TOPICS)
    fill(log, turns=turns, communes=communes, topics=topics, first=FIRST, last=LAST)
    log.close()
    parts = build_indicators(read_settings({"TROLY_DATA_DIR": str(folder)}))
    parts.roll_up.run()
    return parts
