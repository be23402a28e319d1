"""A small shipped data folder and a knowledge folder over it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest
import yaml

from bot.adapters.knowledge.knowledge_folder import KnowledgeFolder
from bot.adapters.knowledge.shipped_data import ShippedData
from bot.settings import PROJECT

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def shipped_topic(identifier: str, number: int) -> dict[str, object]:
    return {
        "id": identifier,
        "code": f"1.00000{number}",
        "name": identifier.replace("_", " "),
        "field": "ho_tich",
        "facts": {
            "summary": [{"text": f"Answer of {identifier}."}],
            "fee": [{"text": "8.000 dong", "amount_vnd": 8000}, {"text": "free for the poor"}],
        },
        "sources": {"portal": {"title": "Portal", "date": "2026-07-18"}},
        "verified_on": "2026-07-18",
        "review_by": "2027-01-18",
        "samples": [f"question {n} on {identifier}" for n in range(6)],
    }


def put(folder, identifier: str, number: int, **change: object):
    path = folder / "procedures" / "ho_tich" / f"{identifier}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(shipped_topic(identifier, number) | change), encoding="utf-8")


@pytest.fixture
def shipped_folder(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(PROJECT / "data" / "fields.yml", folder)
    put(folder, "khai_sinh", 1)
    put(folder, "khai_tu", 2)
    return folder


@pytest.fixture
def shipped(shipped_folder):
    return ShippedData(shipped_folder)


@pytest.fixture
def knowledge(tmp_path, shipped):
    return KnowledgeFolder(tmp_path / "knowledge", shipped, now=lambda: NOW)


@pytest.fixture
def guide():
    return {
        "id": "cho_dem",
        "name": "Night market",
        "field": "kinh_te_so",
        "facts": {"summary": [{"text": "Open on Saturdays."}]},
        "sources": {"commune": {"title": "Notice of the commune", "date": "2026-11-01"}},
        "verified_on": "2026-11-01",
        "review_by": "2027-05-01",
        "samples": [f"market question {n}" for n in range(6)],
        "related": ["khai_sinh"],
    }
