from __future__ import annotations

import pytest

from bot.adapters.sqlite_store.link_clicks import SqliteLinkClicks
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.outcome import Outcome
from bot.domain.usage import UsageEvent
from bot.services.counting import Counting
from building import a_message, an_answer


@pytest.fixture
def counting(database, clock):
    store = SqliteTurnStore(database)
    message = a_message()
    store.accept(message, "r")
    event = UsageEvent(
        "t1", clock.now(), "web", "r", None, Outcome.ANSWERED, ("khai_sinh",), (), 1, (), "", 1, "x", "m"
    )
    store.finish(message, an_answer(), event, None)
    return Counting(SqliteLinkClicks(database), clock)


def test_an_opened_link_is_kept_with_its_host_only(counting, database):
    assert counting.link_opened("t1", "khai_sinh", "https://dichvucong.gov.vn/thu-tuc/123?me=0912345678")
    assert [(row["turn"], row["topic"], row["host"]) for row in database.query("select * from link_clicks")] == [
        ("t1", "khai_sinh", "dichvucong.gov.vn")
    ]


def test_a_link_of_no_known_answer_is_not_counted(counting, database):
    assert not counting.link_opened("t2", None, "https://dichvucong.gov.vn/")
    assert list(database.query("select * from link_clicks")) == []


def test_an_opened_link_marks_the_day_of_its_answer_as_changed(counting, database):
    before = database.execute("select changes from day_changes where day = '2026-11-23'").fetchone()[0]
    counting.link_opened("t1", None, "https://dichvucong.gov.vn/")
    assert database.execute("select changes from day_changes where day = '2026-11-23'").fetchone()[0] > before
