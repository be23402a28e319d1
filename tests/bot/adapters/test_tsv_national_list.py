from __future__ import annotations

import shutil
from datetime import date

import pytest

from bot.adapters.tsv_national_list import COLUMNS, load_national_list
from bot.adapters.yaml_catalogue import load_catalogue
from bot.domain.errors import CatalogueError
from bot.settings import PROJECT

SOURCE = "title: Danh mục\ndate: 2026-07-18\npage_prefix: https://dichvucong.gov.vn/\n"
HEADER = "\t".join(COLUMNS)
ROW = "1.000001\tCấp phép\tLĩnh vực\tBộ\tabc"


@pytest.fixture
def folder(tmp_path):
    return put(tmp_path)


def put(folder, *rows: str, source: str = SOURCE, header: str = HEADER):
    (folder / "source.yml").write_text(source, encoding="utf-8")
    (folder / "procedures.tsv").write_text("\n".join([header, ROW, *rows]) + "\n", encoding="utf-8")
    return folder


def problems(folder) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        load_national_list(folder)
    return list(caught.value.problems)


def test_a_procedure_is_read_with_its_page_and_the_list_with_its_source(folder):
    found = load_national_list(folder)
    procedure = found.get("1.000001")
    assert (procedure.name, procedure.agency, procedure.link) == ("Cấp phép", "Bộ", "https://dichvucong.gov.vn/abc")
    assert (found.source, found.date) == ("Danh mục", date(2026, 7, 18))
    assert found.get("9.999999") is None


def test_quotation_marks_are_part_of_a_name(folder):
    put(folder, '1.000002\t"Hộ" nghèo\tLĩnh vực\tBộ\tx')
    assert load_national_list(folder).get("1.000002").name == '"Hộ" nghèo'


@pytest.mark.parametrize(
    "row",
    ["1.000002\tTên\tLĩnh vực\tBộ", "1.000002\t\tLĩnh vực\tBộ\tx", "1.000002\tTên\tLĩnh vực\tBộ\tx\ty"],
    ids=["too few", "an empty one", "too many"],
)
def test_a_line_without_five_filled_columns_is_told_with_its_number(folder, row):
    (problem,) = problems(put(folder, row))
    assert problem.startswith("national/procedures.tsv: line 3: expected 5 filled columns")


def test_a_code_that_stands_there_twice_is_told_with_its_number(folder):
    (problem,) = problems(put(folder, ROW))
    assert problem == "national/procedures.tsv: line 3: expected a code used once, got 1.000001"


def test_other_columns_are_told(folder):
    found = problems(put(folder, header="code\tname\tfield\tagency\tlink"))
    assert found[0].startswith("national/procedures.tsv: expected the columns code, name, field, agency, page")


def test_all_mistakes_are_told_at_once(folder):
    found = problems(put(folder, ROW, "x", source="title: Danh mục\ndate: soon\n"))
    assert len(found) == 4
    assert [any(word in problem for problem in found) for word in ("date", "page_prefix", "line 3", "line 4")]


def test_an_empty_list_file_is_told(folder):
    (folder / "procedures.tsv").write_text("", encoding="utf-8")
    assert "expected the columns" in problems(folder)[0]


@pytest.mark.parametrize("name", ["source.yml", "procedures.tsv"])
def test_a_missing_file_is_told(folder, name):
    (folder / name).unlink()
    assert name in problems(folder)[0]


@pytest.mark.parametrize("name", ["source.yml", "procedures.tsv"])
def test_a_file_in_another_encoding_is_told(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes().replace("ụ".encode(), b"\xff").replace("ấ".encode(), b"\xff"))
    assert name in problems(folder)[0]


def test_a_procedure_of_the_project_is_either_in_the_list_or_has_a_topic_file():
    national = load_national_list(PROJECT / "data" / "national")
    assert len(national.procedures) > 1000
    topics = load_catalogue(PROJECT / "data").topics
    assert [topic.id for topic in topics if topic.code and national.get(topic.code)] == []


def test_the_project_list_survives_a_copy(tmp_path):
    shutil.copytree(PROJECT / "data" / "national", tmp_path / "national")
    assert load_national_list(tmp_path / "national") == load_national_list(PROJECT / "data" / "national")
