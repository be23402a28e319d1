from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from bot.adapters.yaml_catalogue import load_catalogue
from bot.domain.errors import CatalogueError
from bot.settings import PROJECT

GOOD = {
    "id": "lam_thu",
    "code": "1.999999",
    "name": "Làm thử",
    "field": "ho_tich",
    "facts": {"summary": [{"text": "Làm thử ở xã."}], "fee": [{"text": "10.000 đồng", "amount_vnd": 10000}]},
    "sources": {"portal": {"title": "Cổng", "url": "https://dichvucong.gov.vn/x", "date": "2026-07-18"}},
    "verified_on": "2026-07-18",
    "review_by": "2027-01-18",
    "samples": [f"câu hỏi số {number}" for number in range(6)],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(PROJECT / "data" / "fields.yml", tmp_path)
    (tmp_path / "procedures" / "ho_tich").mkdir(parents=True)
    return tmp_path


def put(folder: Path, change: dict | None = None, name: str = "lam_thu") -> None:
    data = {key: value for key, value in (GOOD | (change or {})).items() if value is not None}
    path = folder / "procedures" / "ho_tich" / f"{name}.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def problems(folder: Path) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    return list(caught.value.problems)


def test_a_good_file_is_read(folder):
    put(folder)
    topic = load_catalogue(folder).get("lam_thu")
    assert topic is not None
    assert topic.code == "1.999999"


def test_five_mistakes_give_five_messages_with_file_and_field(folder):
    put(
        folder,
        {
            "code": 1.5,
            "review_by": "1/7/2027",
            "samples": ["một"],
            "link": "dichvucong",
            "facts": {"summary": [{"text": "x"}], "fee": [{"text": "10.000 đồng", "amount_vnd": 20000}]},
        },
    )
    found = problems(folder)
    fields = ["code", "review_by", "samples", "link", "amount_vnd"]
    assert all(any(field in problem for problem in found) for field in fields)
    assert all(problem.startswith("procedures/ho_tich/lam_thu.yml") for problem in found)
    assert len(found) == 5


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"id": "khac"}, "id: expected the file's name"),
        ({"surprise": 1}, "surprise: expected one of the known fields"),
        ({"name": "Le\u0302 phi\u0301"}, "Unicode NFC"),
        ({"field": "nothing"}, "field: expected a key of data/fields.yml"),
        ({"facts": {"summary": [{"text": "ra Phòng Tư pháp quận nộp"}]}}, "no district office"),
        ({"facts": {"summary": [{"text": "x", "source": "other"}]}}, "source: expected a key of sources"),
        ({"facts": {"summary": [{"text": "x", "case": "a"}]}}, "case: expected a key of cases.options"),
        ({"facts": {"price": [{"text": "x"}]}}, "facts.price: expected one of summary"),
        ({"facts": {"fee": [{"text": "x"}]}}, "facts.summary: expected at least one fact"),
        ({"facts": {"summary": [{"text": "x" * 281}]}}, "at most 280 characters"),
        ({"review_by": "2026-01-01"}, "review_by: expected a day after verified_on"),
        ({"related": ["gone"]}, "related: expected the id of a topic"),
        ({"sources": None}, "sources: expected a mapping"),
        ({"cases": {"question": "?", "options": {"a": "A"}}}, "options: expected 2 to 6 options"),
    ],
)
def test_each_mistake_says_what_was_expected(folder, change, expected):
    put(folder, change)
    assert any(expected in problem for problem in problems(folder))


def test_a_sample_of_two_topics_is_a_mistake_with_or_without_marks(folder):
    put(folder)
    put(folder, {"id": "lam_lai", "code": "1.999998", "samples": [*GOOD["samples"][1:], "Cau hoi so 0"]}, "lam_lai")
    assert any("question of this topic only" in problem for problem in problems(folder))


def test_a_code_of_two_topics_is_a_mistake(folder):
    put(folder)
    put(folder, {"id": "lam_lai", "samples": [f"lại {n}" for n in range(6)]}, "lam_lai")
    assert any("code used once" in problem for problem in problems(folder))


def test_a_file_that_rasa_would_train_on_is_a_mistake(folder):
    put(folder)
    path = folder / "procedures" / "ho_tich" / "lam_thu.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\nresponses: {}\n", encoding="utf-8")
    assert any("Rasa would train" in problem for problem in problems(folder))


def test_a_broken_file_does_not_hide_the_mistakes_of_others(folder):
    put(folder, {"code": None})
    (folder / "procedures" / "ho_tich" / "hong.yml").write_text("a: [", encoding="utf-8")
    found = problems(folder)
    assert any("readable YAML" in problem for problem in found)
    assert any("code" in problem for problem in found)
