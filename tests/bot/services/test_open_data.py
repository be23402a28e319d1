"""Releases of open data over a believable year: no small count can be worked out, and nothing published changes."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest

from bot.adapters.sqlite_store.database import open_database
from bot.bootstrap import build_indicators
from bot.domain.disclosure import LEAST_SHOWN, worked_out
from bot.settings import read_settings
from tests.indicator.believable_year import fill


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    log = open_database(folder / "troly.db")
    topics = ["dang_ky_khai_sinh", "dang_ky_tam_tru", "dang_ky_ket_hon", "chung_thuc_ban_sao", "vneid_huong_dan"]
    fill(log, turns=3000, communes=["xa_my_tho", "xa_ba_sao", "xa_my_hiep"], topics=topics)
    log.close()
    found = build_indicators(read_settings({"TROLY_DATA_DIR": str(folder)}))
    found.roll_up.run()
    return found


def published(parts) -> dict[tuple, str]:
    path = parts.open_data_files.public / "troly-open-data.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    return {tuple(row[:4]): row[5] for row in rows[1:]}


def test_releases_of_a_whole_year_give_no_small_count_away(parts):
    before: dict[tuple, str] = {}
    for month in range(2, 14):
        today = date(2026 + month // 13, (month - 1) % 12 + 1, 15)
        assert len(parts.open_data.publish(today)) == 1
        now = published(parts)
        assert {key: now[key] for key in before} == before, "a published cell has changed"
        assert not any(value and 0 < int(value) < LEAST_SHOWN for value in now.values())
        release = parts.open_data_files.read()
        assert worked_out(release.hidden, release.sums()) == set()
        before = now
    assert "2026" in {key[1] for key in before}
    assert any(value == "" for value in before.values())


def test_a_month_that_has_not_settled_is_not_published(parts):
    assert parts.open_data.publish(date(2027, 1, 5)) == []


def test_the_true_values_stay_private(parts):
    assert (parts.open_data_files.public.parent / "release.json").stat().st_mode & 0o077 == 0
    catalogue = json.loads((parts.open_data_files.public / "catalog.jsonld").read_text(encoding="utf-8"))
    assert catalogue["@type"] == "dcat:Dataset"
