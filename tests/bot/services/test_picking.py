"""A number typed where choices were shown is the click that it stands for, whatever the channel."""

from __future__ import annotations

import pytest

from bot.adapters.sqlite_store.turn_store import SqliteTurnStore
from bot.domain.answer import Answer, Button
from bot.domain.aspect import Aspect
from bot.domain.outcome import Outcome
from bot.domain.payload import OfficerPayload, TopicPayload
from bot.services.composing import Composer
from bot.services.conversing import Conversing
from bot.services.keyring import Keyring
from building import FakeClock, FakeEngine, a_catalogue, a_message

CHANNELS = ("web", "terminal", "telegram", "zalo_oa", "zalo_bot")
FEE = TopicPayload("khai_tu", Aspect.FEE)
CHOICE = Answer(
    Outcome.CLARIFIED,
    ("which one?",),
    buttons=(
        Button("first", TopicPayload("khai_sinh", Aspect.FEE).encode()),
        Button("second", FEE.encode()),
        Button("officer", OfficerPayload().encode()),
    ),
)


@pytest.fixture
def engine():
    return FakeEngine({"lệ phí khai": CHOICE})


@pytest.fixture
def start(engine, database, wording):
    """Starts the service over the same database, as a server does."""

    def started() -> Conversing:
        clock = FakeClock()
        return Conversing(
            engine=engine,
            store=SqliteTurnStore(database, clock.now),
            composer=Composer(a_catalogue(), wording, clock),
            wording=wording,
            keyring=Keyring(b"k" * 32),
            clock=clock,
        )

    return started


@pytest.fixture
def conversing(start):
    return start()


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("typed", ["2", " 2. ", "số 2"])
async def test_a_typed_number_is_the_choice_that_was_offered(conversing, engine, channel, typed):
    pushed = channel not in ("web", "terminal")
    await conversing.take(a_message("lệ phí khai", "1", channel=channel, pushed=pushed))
    reply = await conversing.take(a_message(typed, "2", channel=channel, pushed=pushed))
    assert reply.answer.topics == ("khai_tu",)
    assert engine.heard[-1][1] == FEE.encode()


async def test_a_number_that_was_not_offered_goes_to_the_engine_as_it_was_typed(conversing, engine):
    await conversing.take(a_message("lệ phí khai", "1"))
    await conversing.take(a_message("7", "2"))
    await conversing.take(a_message("2", "3", address="someone else"))
    assert [text for _, text in engine.heard] == ["lệ phí khai", "7", "2"]


async def test_the_officer_who_is_picked_by_number_gets_the_question_and_not_the_number(conversing, database):
    await conversing.take(a_message("lệ phí khai", "1"))
    await conversing.take(a_message("3", "2"))
    assert [row["text"] for row in database.query("select text from questions")] == ["lệ phí khai"]


async def test_numbers_are_understood_again_after_a_restart(conversing, start):
    await conversing.take(a_message("lệ phí khai", "1"))
    assert (await start().take(a_message("2", "2"))).answer.topics == ("khai_tu",)
