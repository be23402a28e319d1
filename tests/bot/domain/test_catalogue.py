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
