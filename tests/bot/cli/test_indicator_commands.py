"""`troly roll-up`, `export`, `report`, `open-data` and `scheduled` on a data folder of two believable months."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from datetime import date

import pytest
from click.testing import CliRunner

from bot.adapters.sqlite_store.database import open_database
from bot.cli import main
from bot.settings import PROJECT
from tests.indicator.believable_year import fill
from tests.indicator.small_folder import fill_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("counted")
    fill_folder(found)
    return found


@pytest.fixture
def troly(folder, monkeypatch):
    """Runs a command over the folder, or over another one."""

    def run(*arguments: str, data=None, **more: str):
        monkeypatch.setenv("TROLY_DATA_DIR", str(data or folder))
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(main, list(arguments))

    return run


def test_a_roll_up_tells_what_it_did(troly, tmp_path, folder):
    shutil.copy(folder / "troly.db", tmp_path / "troly.db")
    result = troly("roll-up", data=tmp_path)
    assert result.exit_code == 0, result.output
    assert re.search(r"^61 day\(s\) rolled up in [\d.]+ s; all invariants hold$", result.output, re.M)
    assert "day 61 of 61" in result.stderr
    assert troly("roll-up", data=tmp_path).stdout.startswith("0 day(s)")


def test_an_empty_log_is_rolled_up_and_exported_without_a_row(troly, tmp_path):
    open_database(tmp_path / "troly.db").close()
    assert troly("roll-up", data=tmp_path).stdout.startswith("0 day(s)")
    for form in ("csv", "xlsx", "json", "parquet", "sqlite"):
        days = ("--from", "2026-01-01", "--to", "2026-01-31")
        result = troly("export", *days, "--format", form, "--folder", str(tmp_path), data=tmp_path)
        assert result.exit_code == 0, result.output
    assert troly("report", "2026-01", "--folder", str(tmp_path), data=tmp_path).exit_code == 0
    assert "no month published" in troly("open-data", data=tmp_path).stdout


def test_an_export_names_its_file_and_tells_its_progress(troly, tmp_path):
    result = troly("export", "--from", "2026-10-01", "--to", "2026-10-31", "--format", "csv", "--folder", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == str(tmp_path / "troly-chi-so-20261001-20261031.csv.zip")
    assert re.search(r"^topics: \d+ rows$", result.stderr, re.M)
    with zipfile.ZipFile(tmp_path / "troly-chi-so-20261001-20261031.csv.zip") as archive:
        assert "definitions.csv" in archive.namelist()


def test_single_turns_are_exported_when_asked_for(troly, tmp_path):
    arguments = ("export", "--from", "2026-10-01", "--to", "2026-10-02", "--format", "sqlite", "--raw")
    assert troly(*arguments, "--folder", str(tmp_path)).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "troly-luot-20261001-20261002.db")) as made:
        assert made.execute("select count(*), count(distinct day) from events").fetchone()[1] == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("export", "--from", "2026-10-31", "--to", "2026-10-01"), "on or after 2026-10-31"),
        (("export", "--from", "31/10/2026", "--to", "2026-10-01"), "Invalid value for '--from'"),
        (("export", "--from", "2026-10-01", "--to", "2026-10-01", "--format", "xls"), "'xls' is not one of"),
        (("report", "thang-10"), "PERIOD"),
        (("report", "2026-13"), "expected a period like 2026-11-25"),
        (("report", "2999-03"), "expected one that has begun"),
        (("report", "2026-10", "--commune", "xa_la"), "expected one of"),
        (("report", "2026-10", "--folder", "/proc/nowhere"), "/proc/nowhere: No such file or directory"),
        (("export", "--from", "2026-10-01", "--to", "2026-10-01", "--folder", "/proc/nowhere"), "/proc/nowhere: No"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(troly, arguments, told):
    result = troly(*arguments)
    assert result.exit_code in (1, 2)
    assert told in result.output
    assert "Traceback" not in result.output


def test_an_export_of_days_without_a_turn_says_so(troly, tmp_path):
    result = troly("export", "--from", "2027-05-01", "--to", "2027-05-31", "--folder", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "nothing was counted from 2027-05-01 to 2027-05-31" in result.stderr


def test_a_report_of_one_commune_has_a_file_of_its_own(troly, tmp_path):
    for more in ((), ("--commune", "xa_my_tho"), ("--commune", "=xa_1")):
        assert troly("report", "2026-10", "--folder", str(tmp_path), *more).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        f"troly-bao-cao-2026-10{of}.docx" for of in ("", "-xa_my_tho", "-_xa_1")
    }


def test_a_full_disk_is_told_in_a_sentence_and_leaves_no_half_file(folder, tmp_path):
    """A limit on the size of files stands for the disk; the schedule goes on with the next hour."""
    shutil.copytree(folder, tmp_path / "data")
    environment = {**os.environ, "TROLY_DATA_DIR": str(tmp_path / "data"), "TROLY_EXPORTS": "json"}
    limit = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
    command = [sys.executable, "-c", f"{limit} runpy.run_module('bot.cli', run_name='__main__')", "scheduled"]
    full = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True)
    assert full.returncode == 1
    assert "Error:" in full.stderr
    assert "Traceback" not in full.stderr
    assert [path.name for path in (tmp_path / "data" / "exports").glob("*")] == []
    command = [sys.executable, "-m", "bot.cli", "scheduled"]
    after = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True)
    assert after.returncode == 0, after.stderr
    assert len(list((tmp_path / "data" / "exports").iterdir())) == 2


def test_before_the_first_roll_up_a_command_names_the_next_step(troly, tmp_path):
    open_database(tmp_path / "troly.db").close()
    result = troly("export", "--from", "2026-10-01", "--to", "2026-10-01", "--folder", str(tmp_path), data=tmp_path)
    assert result.exit_code == 1
    assert "troly roll-up" in result.output


def test_what_runs_every_hour_exports_each_finished_month_once(troly, folder, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(folder / "troly.db", data / "troly.db")
    first = troly("scheduled", data=data, TROLY_EXPORTS="xlsx json")
    assert first.exit_code == 0, first.output
    assert "61 day(s) rolled up" in first.stdout
    assert "2026-09, 2026-10 published" in first.stdout
    made = {path.name: path.stat().st_mtime_ns for path in (data / "exports").iterdir()}
    assert set(made) == {
        f"troly-chi-so-{days}.{form}"
        for days in ("20260901-20260930", "20261001-20261031")
        for form in ("xlsx", "json")
    }
    again = troly("scheduled", data=data, TROLY_EXPORTS="xlsx json")
    assert again.stdout.splitlines() == ["0 day(s) rolled up", "no month published"]
    assert {path.name: path.stat().st_mtime_ns for path in (data / "exports").iterdir()} == made


def test_a_report_has_its_letterhead_figures_charts_and_signatory(troly, tmp_path):
    settings = {
        "TROLY_LOCALITY": "xa_my_tho",
        "TROLY_REPORT_SUPERIOR": "UBND tỉnh Đồng Tháp",
        "TROLY_REPORT_SIGNATORY": "Nguyễn Thị Lành",
        "TROLY_REPORT_SIGNATORY_TITLE": "PHÓ CHỦ TỊCH",
    }
    result = troly("report", "2026-10", "--pdf", "--folder", str(tmp_path), **settings)
    assert result.exit_code == 0, result.output
    path = tmp_path / "troly-bao-cao-2026-10.docx"
    with zipfile.ZipFile(path) as document:
        assert document.testzip() is None
        text = re.sub(r"<[^>]+>", "", document.read("word/document.xml").decode())
        assert sum(name.startswith("word/media/") for name in document.namelist()) >= 4
    for wanted in (
        "UBND tỉnh Đồng Tháp", "Nguyễn Thị Lành", "PHÓ CHỦ TỊCH", "tháng 10/2026", "Bảng 1.", "Hình 4.", "Nơi nhận",
        "không phải điểm chỉ số chuyển đổi số (DTI) chính thức",
    ):  # fmt: skip
        assert wanted in text, wanted
    told = subprocess.run(["pdfinfo", str(path.with_suffix(".pdf"))], check=True, capture_output=True, text=True).stdout
    assert 3 <= int(re.search(r"Pages:\s+(\d+)", told).group(1)) <= 8
    assert re.search(r"Page size:\s+595\.\d+ x 84[12]", told), "expected A4"


def test_a_rebuild_that_is_killed_leaves_the_figures_as_they_were(tmp_path):
    """Killed in the middle, with both of its processes at work; the next roll-up is whole."""
    log = open_database(tmp_path / "troly.db")
    fill(log, turns=4000, first=date(2026, 3, 1), last=date(2026, 8, 31))
    log.close()
    environment = {**os.environ, "TROLY_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "bot.cli", "roll-up", "--rebuild"]
    subprocess.run(command, check=True, env=environment, cwd=PROJECT, capture_output=True)
    before = totals(tmp_path)
    with closing(sqlite3.connect(tmp_path / "troly.db")) as log, log:
        log.execute("update day_changes set changes = changes + 100000")  # as many as of a large log: two processes
    with subprocess.Popen(command, env=environment, cwd=PROJECT, stderr=subprocess.DEVNULL) as process:
        end = time.monotonic() + 300
        while not (tmp_path / "indicator" / "second.part").exists():
            assert time.monotonic() < end, "expected a second process"
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert totals(tmp_path) == before
    end = time.monotonic() + 120
    while helpers(tmp_path) and time.monotonic() < end:
        time.sleep(0.1)
    assert helpers(tmp_path) == [], "the second process goes on although the first is gone"
    subprocess.run(command, check=True, env=environment, cwd=PROJECT, capture_output=True)
    assert totals(tmp_path) == before
    assert [path.name for path in (tmp_path / "indicator").glob("*.part")] == []


def totals(folder) -> list[tuple]:
    (current,) = (folder / "indicator").glob("indicator-*.db")
    with closing(sqlite3.connect(f"file:{current}?mode=ro", uri=True)) as made:
        return made.execute("select * from totals order by 1, 2, 3, 4, 5").fetchall()


def helpers(folder) -> list[str]:
    """Processes that have a file of the folder open."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                targets = [os.readlink(link.path) for link in os.scandir(f"/proc/{entry.name}/fd")]
            except OSError:
                continue
            if any(target.startswith(str(folder)) for target in targets):
                found.append(entry.name)
    return found
