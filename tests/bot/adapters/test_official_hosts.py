"""The hosts that counted links may lead to."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from bot.adapters.official_hosts import load_official_hosts
from bot.bootstrap import catalogue, national_list, official_hosts
from bot.domain.errors import CatalogueError


def test_every_link_of_the_catalogue_and_of_the_official_list_is_on_it():
    links = [topic.link for topic in catalogue().topics if topic.link]
    links += [procedure.link for procedure in national_list().procedures.values() if procedure.link]
    assert {urlsplit(link).hostname for link in links} <= official_hosts()


def test_all_mistakes_are_told_at_once(tmp_path):
    path = tmp_path / "official_hosts.yml"
    path.write_text("https://dichvucong.gov.vn: Cổng\n'*.gov.vn': Mọi trang\ndongthap.gov.vn:\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_official_hosts(path)
    assert len(raised.value.problems) == 3
    assert "expected a host in small letters" in str(raised.value)
    assert "dongthap.gov.vn: expected whose site it is" in str(raised.value)
