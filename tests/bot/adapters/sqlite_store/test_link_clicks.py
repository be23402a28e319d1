from __future__ import annotations

from datetime import UTC, datetime

from bot.adapters.sqlite_store.link_clicks import SqliteLinkClicks


def test_a_click_needs_its_turn(database):
    assert not SqliteLinkClicks(database).record("none", datetime(2026, 11, 23, tzinfo=UTC), None, "a.vn")
