from __future__ import annotations

import pytest

from bot.domain.evaluation import CriticalPair
from bot.services.composing import Composer
from bot.services.conversing import Conversing
from bot.services.evaluating import Evaluating
from bot.services.keyring import Keyring
from building import FakeEngine, a_catalogue, an_answer
from evaluating import BIRTH, DEATH, a_case, a_foreign_case

OWN_CODE = "1.000001"  # of every answer that the builders make


@pytest.fixture
def engine():
    return FakeEngine({"khai sinh": an_answer(), "làm khai sinh": an_answer()})


@pytest.fixture
def evaluating(engine, database, clock, wording):
    from bot.adapters.sqlite_store.turn_store import SqliteTurnStore

    conversing = Conversing(
        engine=engine,
        store=SqliteTurnStore(database),
        composer=Composer(a_catalogue(), wording, clock),
        wording=wording,
        keyring=Keyring(b"only for tests, not a secret"),
        clock=clock,
    )
    return Evaluating(conversing, frozenset({OWN_CODE}))


async def test_every_question_gets_a_verdict_in_order(evaluating):
    cases = [a_case("khai sinh", topics=(OWN_CODE,)), a_case("cái gì đó", topics=(OWN_CODE,)), a_foreign_case()]
    found = await evaluating.run(cases, key="k")
    assert [one.verdict for one in found.judged] == ["right", "missed", "kept"]
    assert [one.case for one in found.judged] == cases
    assert found.key == "k"
    assert all(one.given.latency_ms > 0 for one in found.judged)


async def test_turns_of_one_sender_are_one_conversation_and_others_are_strangers(evaluating, engine):
    cases = [a_case("một", sender="d1"), a_case("hai", sender="d1"), a_case("ba"), a_case("bốn", sender="d1", kind="x")]
    await evaluating.run(cases)
    senders = [sender for sender, _ in engine.heard]
    assert senders[0] == senders[1]
    assert len(set(senders)) == 3


async def test_critical_pairs_are_asked_and_confusions_kept(evaluating):
    pairs = [CriticalPair("làm khai sinh", DEATH, OWN_CODE), CriticalPair("làm khai sinh", OWN_CODE, BIRTH)]
    found = await evaluating.run([], pairs)
    assert (found.pairs, found.confused) == (2, (pairs[0],))


async def test_personal_data_takes_the_whole_way_that_residents_take(evaluating, engine):
    await evaluating.run([a_case("CCCD của tôi là 087123456789, làm sao đổi?")])
    assert "087123456789" not in engine.heard[0][1]


async def test_two_runs_do_not_share_conversations(evaluating, engine):
    for _ in range(2):
        await evaluating.run([a_case("một", sender="d1")])
    assert engine.heard[0][0] != engine.heard[1][0]
