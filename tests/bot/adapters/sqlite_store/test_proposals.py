from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.adapters.sqlite_store.proposals import SqliteProposals
from bot.domain.teaching import (
    FactDraft,
    Proposal,
    ProposalKind,
    ProposalState,
    SourceDraft,
    sample_edit,
)

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
PROPOSAL = Proposal(
    0, ProposalKind.SAMPLE, "khai_sinh", sample_edit("khai_sinh", "sổ đỏ"), "why", "lan", AT, "TL-ABC234"
)
SOURCE = SourceDraft("Nghị quyết", date(2026, 11, 20))


@pytest.fixture
def proposals(database):
    return SqliteProposals(database)


def test_a_proposal_comes_back_as_it_was(proposals):
    fact = FactDraft("khai_sinh", "fee", "a", "b", SOURCE, "why", amount_vnd=5, valid_from=date(2026, 12, 1))
    for kept in (PROPOSAL, replace(PROPOSAL, kind=ProposalKind.FACT, edit=fact.edit(), question="")):
        found = proposals.add(kept)
        assert found.id > 0
        assert proposals.get(found.id) == found == replace(kept, id=found.id)
    assert proposals.get(99) is None


def test_proposals_are_listed_by_state_newest_first(proposals):
    first, second, third = (proposals.add(PROPOSAL) for _ in range(3))
    assert proposals.move(replace(second, state=ProposalState.REJECTED), ProposalState.PROPOSED)
    assert [p.id for p in proposals.listed([ProposalState.PROPOSED])] == [third.id, first.id]
    assert [p.id for p in proposals.listed([ProposalState.PROPOSED], limit=1)] == [third.id]
    assert [p.id for p in proposals.listed(ProposalState)] == [third.id, second.id, first.id]
    assert proposals.counts() == {ProposalState.PROPOSED: 2, ProposalState.REJECTED: 1}


def test_a_decision_is_written_only_once(proposals):
    kept = proposals.add(PROPOSAL)
    decided = replace(
        kept, state=ProposalState.APPROVED, decided_by="minh", decided_at=AT, note="ok", change="abc", model="m"
    )
    assert proposals.move(decided, ProposalState.PROPOSED)
    assert proposals.get(kept.id) == decided
    assert not proposals.move(replace(decided, state=ProposalState.REJECTED), ProposalState.PROPOSED)
    assert proposals.get(kept.id) == decided


def test_the_proposals_of_a_question_are_found(proposals):
    kept = proposals.add(PROPOSAL)
    proposals.add(replace(PROPOSAL, question="TL-XYZ234"))
    assert proposals.of_question("TL-ABC234") == [kept]
