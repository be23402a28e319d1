from __future__ import annotations

import pytest

from bot.bootstrap import wire_desk
from bot.domain.errors import AccountError
from bot.domain.officer import Officer, Role


class PlainPasswords:
    """Keeps passwords as they are: quick, for tests only."""

    def make_hash(self, password: str) -> str:
        return f"hash of {password}"

    def fits(self, password: str, password_hash: str | None) -> bool:
        return password_hash == f"hash of {password}"


@pytest.fixture
def desk(database, clock):
    return wire_desk(database, clock, PlainPasswords())


def test_an_account_gets_a_one_time_password_that_must_be_changed(desk):
    once = desk.staffing.add(Officer("ba", "Chị Ba", Role.OFFICER), by="terminal")
    assert len(once) == 14
    assert desk.staffing.officer("ba").must_change
    desk.staffing.change_own_password("ba", once, "a long password")
    assert not desk.staffing.officer("ba").must_change


@pytest.mark.parametrize("name", ["", "a", "Ba", "chị", "x" * 33, "a b", "../etc"])
def test_a_bad_name_is_refused(desk, name):
    with pytest.raises(AccountError, match="expected 2 to 32"):
        desk.staffing.add(Officer(name, "x", Role.OFFICER), by="terminal")


def test_a_name_is_taken_once(desk):
    desk.staffing.add(Officer("ba", "x", Role.OFFICER), by="terminal")
    with pytest.raises(AccountError, match="exists"):
        desk.staffing.add(Officer("ba", "y", Role.ADMIN), by="terminal")
    assert desk.staffing.officer("ba").role is Role.OFFICER


def test_the_last_admin_stays(desk):
    desk.staffing.add(Officer("ba", "x", Role.ADMIN), by="terminal")
    with pytest.raises(AccountError, match="another active admin"):
        desk.staffing.set_active("ba", by="ba", active=False)
    with pytest.raises(AccountError, match="another active admin"):
        desk.staffing.change("ba", by="ba", role=Role.OFFICER, shown_name="x", department="")
    desk.staffing.add(Officer("tu", "x", Role.ADMIN), by="ba")
    desk.staffing.set_active("ba", by="tu", active=False)
    assert not desk.staffing.officer("ba").is_active


def test_every_change_is_audited_with_before_and_after_and_without_passwords(desk):
    once = desk.staffing.add(Officer("ba", "x", Role.OFFICER), by="terminal")
    desk.staffing.change("ba", by="admin", role=Role.REVIEWER, shown_name="Ba", department="Ho tich")
    again = desk.staffing.reset("ba", by="admin")
    reset, change, added = desk.auditing.entries()
    assert (added.who, added.what, added.subject, added.before) == ("terminal", "officer.added", "ba", None)
    assert (change.before["role"], change.after["role"]) == ("officer", "reviewer")
    assert reset.what == "officer.password_reset"
    assert once not in repr((reset, change, added))
    assert again not in repr((reset, change, added))
