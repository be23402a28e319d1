from __future__ import annotations

import string

import pytest

from bot.adapters.domain_wording import DomainWording
from bot.domain.errors import CatalogueError
from bot.settings import PROJECT


def test_the_projects_wording_is_read_and_filled_in():
    wording = DomainWording.load(PROJECT / "domain.yml")
    assert "TL-ABC234" in wording.say("utter_question_code", code="TL-ABC234")


def test_every_field_of_the_wording_is_a_plain_name():
    wording = DomainWording.load(PROJECT / "domain.yml")
    for text in wording._texts.values():
        assert all(field is None or field.isidentifier() for _, field, _, _ in string.Formatter().parse(text))


def test_a_domain_without_responses_is_told(tmp_path):
    (tmp_path / "domain.yml").write_text("intents: []")
    with pytest.raises(CatalogueError, match="responses"):
        DomainWording.load(tmp_path / "domain.yml")
