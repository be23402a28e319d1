from __future__ import annotations

import gzip

import pytest

from bot.domain.errors import CatalogueError
from nlu.language.language_file import LANGUAGE_FILE
from nlu.language.syllable_counts import SyllableCounts, count_texts


def test_what_is_rare_is_left_out():
    counts = count_texts(["khai sinh"] * 3 + ["sịnh"])
    assert counts.singles == {"khai": 3, "sinh": 3}
    assert counts.pairs == {("khai", "sinh"): 3}


def test_punctuation_parts_pairs():
    assert ("con", "đi") not in count_texts(["sinh con, đi làm"] * 3).pairs


def test_saving_changes_nothing_and_gives_the_same_bytes(tmp_path):
    counts = count_texts(["đăng ký khai sinh", "đăng ký khai tử"] * 3)
    counts.save(tmp_path / "a.gz")
    counts.save(tmp_path / "b.gz")
    assert SyllableCounts.load(tmp_path / "a.gz") == counts
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b"something else", mtime=0)])
def test_a_damaged_file_is_told_with_the_next_step(tmp_path, content):
    path = tmp_path / "syllables.gz"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match="troly train-marks"):
        SyllableCounts.load(path)


def test_the_shipped_file_is_compact():
    assert LANGUAGE_FILE.stat().st_size < 400_000
    assert SyllableCounts.load(LANGUAGE_FILE).singles["không"] > 1000
