from __future__ import annotations

import csv
import json
import shutil

import pytest
from click.testing import CliRunner

from bot.adapters.tsv_national_list import load_national_list
from bot.cli import main
from bot.settings import PROJECT

PAGE = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/"
ENTRY = {
    "code": "1.000001", "name": "Thủ tục mới", "fields": ["Hải quan"], "departments": ["Sở Y tế"],
    "issued_by": "Bộ Y tế", "target": [], "type": "STANDARD", "url": PAGE + "a", "source_date": "2026-11-01",
}  # fmt: skip
RECORD = {
    "code": "1.001193", "name": "Thủ tục đăng ký khai sinh", "field": "Hộ tịch", "documents": [{"name": "Tờ khai"}],
    "fee": "Miễn phí", "issuer": "Bộ Tư pháp", "submit_where": "Ủy ban nhân dân cấp xã", "source_date": "2026-11-01",
    "url": PAGE + "019d2bfd-3fe0-70ac-b9d6-5e9e20d6eef7",
}  # fmt: skip


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the project's data and of nothing else."""
    monkeypatch.setenv("TROLY_DATA_DIR", str(tmp_path / "var"))
    return shutil.copytree(PROJECT / "data", tmp_path / "data")


def a_dump(tmp_path, *rows: object):
    path = tmp_path / "dump.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def held_as_dump(data):
    """What is held now, as a list of the portal."""
    return [
        ENTRY
        | {"code": p.code, "name": p.name, "fields": [p.field], "departments": p.agency.split("; "), "url": p.link}
        for p in load_national_list(data / "national").procedures.values()
    ]


def call(data, *arguments: str):
    return CliRunner().invoke(main, ["import-procedures", *arguments, "--data", str(data)])


def reports(data, name: str):
    (folder,) = (data.parent / "var" / "imports").iterdir()
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_held_now_changes_nothing(data, tmp_path):
    assert "long tail: 0 new, 0 changed, 0 gone" in call(data, a_dump(tmp_path, *held_as_dump(data))).stdout


def test_without_write_nothing_is_changed_and_the_report_is_kept(data, tmp_path):
    before = (data / "national" / "procedures.tsv").read_bytes()
    result = call(data, a_dump(tmp_path, *held_as_dump(data), ENTRY))
    assert result.exit_code == 0, result.stderr
    assert "new: 1.000001 Mới" in result.stdout
    assert (data / "national" / "procedures.tsv").read_bytes() == before
    assert reports(data, "long_tail.csv")[0] == {"code": "1.000001", "field": "new", "old": "", "new": "Mới"}


def test_with_write_the_table_and_its_date_are_new_and_the_rest_of_the_data_is_as_it_was(data, tmp_path):
    topics = {path: path.read_bytes() for path in data.rglob("*.yml") if path.name != "source.yml"}
    result = call(data, a_dump(tmp_path, *held_as_dump(data), ENTRY), "--write")
    assert "written: " in result.stdout
    written = load_national_list(data / "national")
    assert (written.get("1.000001").name, written.date.isoformat()) == ("Mới", "2026-11-01")
    assert {path: path.read_bytes() for path in topics} == topics
    assert list(written.procedures) == sorted(written.procedures)


def test_a_dump_that_has_lost_most_of_the_list_is_not_written(data, tmp_path):
    before = (data / "national" / "procedures.tsv").read_bytes()
    result = call(data, a_dump(tmp_path, ENTRY), "--write")
    assert result.exit_code == 1
    assert "--allow-gone" in result.stderr
    assert (data / "national" / "procedures.tsv").read_bytes() == before


def test_a_change_of_a_curated_fact_is_told_until_somebody_has_checked_it(data, tmp_path):
    path = a_dump(tmp_path, RECORD)
    assert "noted: 1" in call(data, path, "--checked").stdout
    assert "curated topics to look at: 0" in call(data, path).stdout
    shown = call(data, a_dump(tmp_path, RECORD | {"fee": "8.000 đồng"})).stdout
    assert "dang_ky_khai_sinh: fee changed" in shown


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "dump.jsonl:2"),
        ("[]", "dump.jsonl:2"),
        ({"code": "1.000002"}, "dump.jsonl:2"),
        (ENTRY | {"fields": "Hải quan"}, "expected a list of texts"),
        (ENTRY | {"source_date": "1/11/2026"}, "dump.jsonl:2"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(data, tmp_path, line, told):
    result = call(data, a_dump(tmp_path, ENTRY, line))
    assert result.exit_code == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("content", ["", '{"a": 1}', "\n\n"])
def test_a_file_of_another_shape_is_told_with_the_shapes_that_are_known(data, tmp_path, content):
    result = call(data, a_dump(tmp_path, content))
    assert result.exit_code == 1
    assert "expected the keys code, departments, name, url" in result.stderr
