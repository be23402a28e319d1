"""Rules of the house that a machine can check over the project's own files."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

from bot.adapters.yaml_catalogue import load_catalogue
from bot.domain.aspect import Aspect
from bot.domain.outcome import Outcome
from bot.domain.text import fold, nfc
from bot.settings import PROJECT

SOURCES = [path for folder in ("bot", "nlu", "actions") for path in sorted((PROJECT / folder).rglob("*.py"))]
VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
LONGEST_COMMON = 24
GUIDES = (
    "ke_hoach_37",
    "ke_hoach_06",
    "chuyen_doi_so",
    "nong_thon_moi_thong_minh",
    "chinh_quyen_so",
    "kinh_te_so",
    "xa_hoi_so",
    "thuong_mai_dien_tu",
    "to_cong_nghe_so_cong_dong",
    "vneid_huong_dan",
    "dang_nhap_cong_dvc",
    "dich_vu_cong_truc_tuyen",
    "nop_ho_so_truc_tuyen",
    "tra_cuu_ho_so",
    "thanh_toan_truc_tuyen",
    "nhan_ket_qua_tai_nha",
    "mien_giam_le_phi",
    "uy_quyen_nop_ho_so",
    "phan_anh_kien_nghi",
    "thanh_toan_khong_tien_mat",
    "chu_ky_so",
    "an_toan_so",
    "ho_so_suc_khoe_dien_tu",
    "sap_xep_don_vi_hanh_chinh",
    "giay_to_sau_sap_nhap",
    "trung_tam_hanh_chinh_cong",
    "duong_day_nong",
    "truy_xuat_nguon_goc",
    "gioi_thieu_bot",
)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(PROJECT / "data")


@pytest.fixture(scope="module")
def domain():
    return yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_python_holds_no_vietnamese_sentence(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            assert not VIETNAMESE.search(node.value), f"{path}:{node.lineno}: move the sentence to domain.yml"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_file_is_small_enough_to_read(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("identifier", GUIDES)
def test_every_guide_of_the_programme_is_there(catalogue, identifier):
    assert catalogue.get(identifier) is not None


def test_the_catalogue_has_the_procedures_that_were_promised(catalogue):
    assert sum(topic.code is not None for topic in catalogue.topics) >= 180


def test_replaced_codes_lead_to_their_successors(catalogue):
    for code in ("1.014061", "1.014062", "1.014063", "1.014064"):
        assert catalogue.of_code(code).code == "1.116410"
    for code in ("2.000986", "2.001023"):
        assert catalogue.of_code(code).code == "3.000722"


def shown_texts(topic):
    yield topic.name
    yield topic.agency or ""
    yield from (caution.text for caution in topic.cautions)
    yield from (fact.text for facts in topic.facts.values() for fact in facts)


def test_no_answer_names_a_district_office_an_old_portal_or_a_replaced_code(catalogue):
    bad = re.compile(
        r"dichvucong\.dongthap|2\.000986|2\.001023|2\.002621|2\.002622|1\.003596|1\.01406[1234]"
        r"|(UBND|Ủy ban nhân dân|Công an) (cấp )?huyện(?!.{0,25}\((cũ|đã giải thể))"
    )
    for topic in catalogue.topics:
        for text in shown_texts(topic):
            assert not bad.search(text), f"{topic.id}: {text}"


def test_every_link_goes_to_an_official_host(catalogue):
    for topic in catalogue.topics:
        if topic.link:
            assert re.match(r"https://([a-z0-9-]+\.)*gov\.vn(/|\Z)", topic.link), f"{topic.id}: {topic.link}"


def test_everything_in_data_is_nfc():
    for path in (PROJECT / "data").rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert nfc(text) == text, path


def test_every_aspect_has_an_intent_an_action_rule_and_a_label(domain):
    rules = yaml.safe_load((PROJECT / "data/rules/rules.yml").read_text(encoding="utf-8"))["rules"]
    ruled = {step["intent"] for rule in rules for step in rule["steps"] if "intent" in step}
    for aspect in Aspect:
        assert aspect.intent in domain["intents"]
        assert aspect.intent in ruled
        assert f"utter_label_{aspect}" in domain["responses"]


def test_every_intent_has_examples_and_a_rule(domain):
    rules = (PROJECT / "data/rules/rules.yml").read_text(encoding="utf-8")
    for intent in domain["intents"]:
        path = PROJECT / "data" / "nlu" / "intents" / f"{intent}.yml"
        examples = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"][0]["examples"].strip().splitlines()
        assert len(examples) >= 20, path
        assert f"- intent: {intent}\n" in rules


def test_every_wording_key_in_python_exists(domain):
    for path in SOURCES:
        for key in re.findall(r'"(utter_[a-z_]+)"', path.read_text(encoding="utf-8")):
            assert key in domain["responses"], f"{path}: {key}"


def test_no_held_out_question_is_in_the_training_data():
    """Very short ones are the same for everybody: a name of the topic, or "where do I file"."""
    held_out = set()
    for path in (PROJECT / "tests" / "evaluation").glob("*.jsonl"):
        held_out |= {_key(text) for text in re.findall(r'"text": "(.*?)"[,}]', path.read_text(encoding="utf-8"))}
    data = PROJECT / "data"
    lines = [(path, line.strip().removeprefix("- ")) for path in data.rglob("*.yml") for line in _lines(path)]
    lines += [
        (path, json.loads(line)["text"]) for path in (data / "dialogues").rglob("*.jsonl") for line in _lines(path)
    ]
    assert [
        f"{path}: {text}" for path, text in lines if len(_key(text)) > LONGEST_COMMON and _key(text) in held_out
    ] == []


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def test_outcomes_are_the_ones_of_the_stable_interface():
    assert set(Outcome) == {
        "answered", "clarified", "unanswered", "out_of_scope", "smalltalk", "case_status", "refused_pii", "emergency",
        "error",
    }  # fmt: skip
