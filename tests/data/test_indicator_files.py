"""The registry of indicators, the documents made from it, and the data dictionary."""

from __future__ import annotations

import pytest

from tests.indicator.plain_sql import QUERIES
from tests.indicator.write_docs import documents

DOCUMENTS = documents()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_made_document_is_up_to_date(path):
    expected = DOCUMENTS[path]
    assert path.read_text(encoding="utf-8") == expected, "run python -m tests.indicator.write_docs"


def test_every_indicator_has_its_plain_sql():
    from bot.bootstrap import registry

    without = {name for name, found in registry().indicators.items() if found.denominator == "population"}
    assert set(QUERIES) == set(registry().indicators) - without


def test_no_definition_claims_to_be_an_official_score():
    text = next(text for path, text in DOCUMENTS.items() if path.name == "indicators.md")
    assert "None of these figures is an official DTI score" in text
