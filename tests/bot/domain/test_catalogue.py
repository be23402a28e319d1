from __future__ import annotations

from bot.domain.topic import Replaced
from building import a_catalogue, a_topic


def test_a_topic_is_found_by_id_by_code_and_by_a_replaced_code():
    topic = a_topic(replaces=(Replaced("2.000986", "old"),))
    catalogue = a_catalogue([topic])
    assert catalogue.get("khai_sinh") is topic
    assert catalogue.of_code("1.000001") is topic
    assert catalogue.of_code("2.000986") is topic
    assert catalogue.get("nothing") is None
    assert catalogue.field_of(topic).goal == "chinh_quyen_so"


def test_a_link_names_a_topic_by_id_name_or_alias():
    topic = a_topic("dang_ky_khai_sinh", name="Khai sinh", aliases=("giấy khai sinh",))
    catalogue = a_catalogue([topic])
    for link in ("dang_ky_khai_sinh", "khai_sinh", "Khai-Sinh", "giay_khai_sinh"):
        assert catalogue.of_slug(link) is topic
    assert catalogue.of_slug("nothing") is None
    assert catalogue.of_slug("") is None


def test_a_link_that_fits_two_topics_names_neither():
    catalogue = a_catalogue([a_topic("a", aliases=("giấy tờ",)), a_topic("b", code="2", aliases=("giay to",))])
    assert catalogue.of_slug("giay_to") is None
