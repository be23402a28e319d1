from __future__ import annotations

import pytest

from bot.bootstrap import wire_desk
from bot.domain.officer import Officer, Role


@pytest.fixture
def desk(database, clock):
    desk = wire_desk(database, clock)
    desk.staffing.add(Officer("ba", "Chị Ba", Role.OFFICER), by="test")
    return desk


def test_a_code_links_one_account_once(desk):
    code = desk.linking.new_code("ba")
    assert desk.linking.link(f"/noi {code.lower()}", "account").name == "ba"
    assert desk.linking.link(f"/noi {code}", "another") is None
    assert desk.linking.officer_of("account").shown_name == "Chị Ba"
    assert desk.linking.officer_of("another") is None
    desk.linking.unlink("ba")
    assert desk.linking.officer_of("account") is None


def test_an_old_a_replaced_and_a_guessed_code_link_nothing(desk, clock):
    replaced = desk.linking.new_code("ba")
    old = desk.linking.new_code("ba")
    clock.move(minutes=16)
    for code in (replaced, old, "LK-2222222222", ""):
        assert desk.linking.link(f"/noi {code}", "account") is None


def test_a_disabled_officer_is_linked_to_nothing(desk):
    desk.linking.link(desk.linking.new_code("ba"), "account")
    desk.staffing.set_active("ba", by="test", active=False)
    assert desk.linking.officer_of("account") is None
