"""Officers' replies for a resident who returns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.adapters.sqlite_store.asked_questions import SqliteAskedQuestions
from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.services.conversing import Conversing
from bot.services.keyring import Keyring
from bot.services.replying import Replying
from bot.services.returning import MAX_QUESTIONS, Returning
from building import FakeClock, FakeEngine, FakeWording, a_message

KEYRING = Keyring(b"k" * 32, lambda: datetime(2027, 1, 2, tzinfo=UTC))


class House:
    """Conversing, replying and returning over one database."""

    def __init__(self, database) -> None:
        wording = FakeWording()
        self.store = SqliteTurnStore(database)
        self.conversing = Conversing(
            engine=FakeEngine(), store=self.store, composer=None, wording=wording, keyring=KEYRING, clock=FakeClock()
        )
        self.replying = Replying(self.store, wording)
        self.returning = Returning(SqliteAskedQuestions(database), KEYRING, wording)
        self._database = database
        self._asked = 0

    async def ask(self, address: str = "me") -> str:
        self._asked += 1
        await self.conversing.take(replace(a_message("lạ quá", f"{address}{self._asked}"), address=address))
        return next(iter(self._database.query("select code from questions order by rowid desc limit 1")))["code"]


async def test_a_reply_is_found_and_what_still_waits_is_counted(database):
    house = House(database)
    first, second = await house.ask(), await house.ask()
    assert house.returning.replies("web", "me").open == 2
    house.replying.reply(first, "Ra xã nộp", "lan")
    found = house.returning.replies("web", "me")
    assert (found.open, [code for code, _ in found.replies]) == (1, [first])
    assert "reply=Ra xã nộp" in found.replies[0][1].text
    assert second not in found.replies[0][1].text


async def test_questions_of_last_year_are_found_under_their_old_key(database):
    """The questions are of November, and it is January now: the resident's key has changed."""
    house = House(database)
    code = await house.ask()
    house.replying.reply(code, "Ra xã nộp", "lan")
    assert [code for code, _ in house.returning.replies("web", "me").replies] == [code]


async def test_nobody_sees_another_residents_reply_and_erasing_takes_it_away(database):
    house = House(database)
    code = await house.ask()
    house.replying.reply(code, "Ra xã nộp", "lan")
    assert house.returning.replies("web", "you").replies == ()
    assert house.returning.replies("telegram", "me").replies == ()
    for key in KEYRING.all_of("web", "me"):
        house.store.erase(key)
    assert house.returning.replies("web", "me").replies == ()


async def test_only_the_last_questions_are_looked_at(database):
    house = House(database)
    codes = [await house.ask() for _ in range(MAX_QUESTIONS + 3)]
    for code in codes:
        house.replying.reply(code, "Ra xã nộp", "lan")
    assert [code for code, _ in house.returning.replies("web", "me").replies] == codes[3:]
