from __future__ import annotations

import json
import zipfile
from datetime import date

import pytest
import yaml
from click.testing import CliRunner

from bot.adapters.http_link_probe import HttpLinkProbe
from bot.adapters.knowledge.project_knowledge import knowledge_folder, taught_fingerprint
from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.link_checks import SqliteLinkChecks
from bot.cli import main
from bot.domain.knowledge import Edit, as_addition
from bot.domain.link_check import LinkCheck, LinkResult
from bot.domain.teaching import FactDraft, SourceDraft

TOPIC = "dang_ky_khai_sinh"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TROLY_DATA_DIR", str(tmp_path))
    return knowledge_folder()


def troly(*arguments: str):
    return CliRunner().invoke(main, ["knowledge", *arguments])


def teach(folder, text: str = "câu hỏi thử nghiệm đặc biệt", key: str = "samples") -> str:
    return folder.apply(
        as_addition(TOPIC, key, text), by="lan", approved_by="approved-by-nobody-else", reason="asked often"
    )


def test_a_fresh_installation_has_nothing_to_report(folder):
    result = troly("check")
    assert (result.exit_code, result.stdout.split(" clashes")[1]) == (0, ": no mistakes\n")
    assert (troly("log").stdout, taught_fingerprint()) == ("", "")


def test_every_mistake_and_a_change_by_hand_are_told(folder):
    teach(folder)
    (folder.folder / "not_ours.yml").write_text("questions: 7\nmore: 1\n")
    result = troly("check")
    assert result.exit_code == 1
    assert all(word in result.stderr for word in ("2 mistake(s)", "questions", "more"))
    assert "not_ours.yml: changed outside the console" in result.stdout


def test_changes_are_listed_and_undone(folder):
    change = teach(folder)
    listed = troly("log", "--diff").stdout
    assert all(
        word in listed
        for word in (change[:12], "lan/approved-by-nobody-else", "asked often", "+- câu hỏi thử nghiệm đặc biệt")
    )
    assert troly("undo", change[:12], "--officer", "lan", "--reason", "wrong").exit_code == 0
    assert troly("undo", change[:12], "--officer", "lan", "--reason", "wrong").exit_code == 1
    assert taught_fingerprint() == ""


def test_only_what_training_reads_makes_a_model_stale(folder):
    teach(folder)
    before = taught_fingerprint()
    source = SourceDraft("Nghị quyết", date(2026, 11, 20))
    fact = FactDraft(TOPIC, "duration", "", "Trong ngày", source, "new")
    folder.apply(fact.edit(), by="lan", reason="new")
    assert taught_fingerprint() == before != ""
    teach(folder, "thêm một tên khác", "aliases")
    assert taught_fingerprint() != before


def test_a_bundle_holds_the_files_whole_topics_and_reasons_but_no_names(folder, tmp_path):
    teach(folder)
    target = tmp_path / "bundle.zip"
    assert troly("export", str(target)).exit_code == 0
    with zipfile.ZipFile(target) as bundle:
        names = set(bundle.namelist())
        merged = yaml.safe_load(bundle.read(f"data/procedures/ho_tich/{TOPIC}.yml"))
        changes = json.loads(bundle.read("changes.json"))
        everything = b"".join(bundle.read(name) for name in names)
    assert names == {
        f"knowledge/additions/{TOPIC}.yml", f"data/procedures/ho_tich/{TOPIC}.yml", "changes.json", "report.json",
    }  # fmt: skip
    assert merged["samples"][-1] == "câu hỏi thử nghiệm đặc biệt"
    assert changes[0]["reason"] == "asked often"
    assert "approved-by-nobody-else" not in everything.decode()
    first = target.read_bytes()
    troly("export", str(target))
    assert target.read_bytes() == first


def test_check_data_counts_the_officers_topics_too(folder, monkeypatch):
    guide = {
        "id": "cho_dem_thu", "name": "Chợ đêm thử", "field": "kinh_te_so",
        "facts": {"summary": [{"text": "Mở tối thứ bảy."}]},
        "sources": {"xa": {"title": "Thông báo", "date": "2026-11-01"}},
        "verified_on": "2026-11-01", "review_by": "2027-05-01",
        "samples": [f"chợ đêm thử hỏi câu {n}" for n in range(6)],
    }  # fmt: skip
    before = int(CliRunner().invoke(main, ["check-data"]).stdout.split()[0])
    folder.apply(Edit("guides/cho_dem_thu.yml", guide), by="lan", reason="new")
    assert int(CliRunner().invoke(main, ["check-data"]).stdout.split()[0]) == before + 1
    (folder.folder / "guides" / "cho_dem_thu.yml").write_text("id: 7\n")
    result = CliRunner().invoke(main, ["check-data"])
    assert result.exit_code == 1
    assert "knowledge/guides/cho_dem_thu.yml" in result.stderr


@pytest.fixture
def probe(monkeypatch):
    """Answers by table instead of asking the net; fine otherwise."""
    table: dict[str, LinkResult] = {}

    async def asked(_: object, url: str) -> LinkCheck:
        return LinkCheck(url, table.get(url, table.get("*", LinkResult.FINE)), 404)

    monkeypatch.setattr(HttpLinkProbe, "probe", asked)
    return table


def test_broken_links_are_listed_and_kept_for_the_console(folder, probe, tmp_path):
    link = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bfd-3fe0-70ac-b9d6-5e9e20d6eef7"
    probe[link] = LinkResult.BROKEN
    result = CliRunner().invoke(main, ["check-links"])
    assert result.exit_code == 0, result.stderr
    assert [line.split()[:3] for line in result.stdout.splitlines()[:-1]] == [["broken", "404", link]]
    assert "1 broken, 0 unreachable" in result.stdout
    assert SqliteLinkChecks(open_database(tmp_path / "troly.db")).all()[link].result is LinkResult.BROKEN


def test_a_machine_without_a_network_says_that_it_could_not_check(folder, probe, tmp_path):
    probe["*"] = LinkResult.UNREACHABLE
    result = CliRunner().invoke(main, ["check-links"])
    assert result.exit_code == 1
    assert "without a network" in result.stderr
    assert SqliteLinkChecks(open_database(tmp_path / "troly.db")).all() == {}
