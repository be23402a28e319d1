from __future__ import annotations

import sqlite3

import pytest

from bot.adapters.sqlite_store.audit_log import SqliteAuditLog
from bot.services.auditing import Auditing


@pytest.fixture
def auditing(database, clock):
    return Auditing(SqliteAuditLog(database), clock)


def test_entries_come_newest_first_page_by_page(auditing):
    for number in range(5):
        auditing.record("ba", "thing.changed", str(number))
    first = auditing.entries(limit=2)
    assert [entry.subject for entry in first] == ["4", "3"]
    assert [entry.subject for entry in auditing.entries(before_id=first[-1].id, limit=2)] == ["2", "1"]


def test_entries_are_filtered_by_officer_and_kind(auditing):
    auditing.record("ba", "officer.added", "x")
    auditing.record("tu", "reply.sent", "y")
    assert [entry.subject for entry in auditing.entries(who="ba")] == ["x"]
    assert [entry.subject for entry in auditing.entries(what="reply.")] == ["y"]


def test_the_log_cannot_be_changed(auditing, database):
    auditing.record("ba", "officer.added", "x", before={"a": 1}, after={"a": 2})
    for sql in ("update audit_log set who = 'x'", "delete from audit_log"):
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            database.execute(sql)
    assert (auditing.entries()[0].before, auditing.entries()[0].after) == ({"a": 1}, {"a": 2})
